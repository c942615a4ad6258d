package io.offerflow.workflows.seed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** How a list of {@code spec.skills} is read. */
final class SkillReading {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    /** A name further away than this is no slip of the keyboard. */
    private static final int NEAR = 3;

    private SkillReading() {}

    static SkillChoice of(List<String> entries) {
        long signed = entries.stream().filter(SkillReading::signed).count();
        if (signed > 0 && signed < entries.size()) {
            return new SkillChoice.Refused(
                    "spec.skills mixes names with changes: write either names, or only entries with + and -");
        }
        for (String entry : entries) {
            String name = signed > 0 ? entry.substring(1) : entry;
            if (!NAME.matcher(name).matches()) {
                return new SkillChoice.Refused("spec.skills has \"" + entry
                        + "\", which is not the name of a skill: use lower case letters, digits and \"-\"");
            }
            if (!Skills.NAMES.contains(name)) {
                return new SkillChoice.Refused("spec.skills has \"" + entry + "\", which is not known" + nearest(name)
                        + "; known are " + String.join(", ", Skills.NAMES));
            }
        }
        return new SkillChoice.Chosen(signed > 0 ? changed(entries) : List.copyOf(new LinkedHashSet<>(entries)));
    }

    private static boolean signed(String entry) {
        return entry.startsWith("+") || entry.startsWith("-");
    }

    private static List<String> changed(List<String> entries) {
        Set<String> names = new LinkedHashSet<>(Skills.BASIC);
        for (String entry : entries) {
            String name = entry.substring(1);
            if (entry.startsWith("+")) {
                names.add(name);
            } else {
                names.remove(name);
            }
        }
        return List.copyOf(names);
    }

    private static String nearest(String name) {
        return Skills.NAMES.stream()
                .filter(known -> distance(name, known) <= NEAR)
                .min(Comparator.comparingInt(known -> distance(name, known)))
                .map(known -> ": did you mean " + known + "?")
                .orElse("");
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        List<Integer> above = new ArrayList<>();
        for (int j = 0; j <= b.length(); j++) {
            above.add(j);
        }
        for (int i = 1; i <= a.length(); i++) {
            List<Integer> row = new ArrayList<>(List.of(i));
            for (int j = 1; j <= b.length(); j++) {
                int change = above.get(j - 1) + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row.add(Math.min(change, 1 + Math.min(above.get(j), row.get(j - 1))));
            }
            above = row;
        }
        return above.getLast();
    }
}
