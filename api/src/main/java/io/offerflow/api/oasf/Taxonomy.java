package io.offerflow.api.oasf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The names of one kind, from a committed list. The taxonomy grows, so that an unknown name is told and never refused. */
public enum Taxonomy {
    SKILLS("skill"),
    DOMAINS("domain");

    /** As a registration document names it. */
    public static final String VERSION = "0.8";

    private final String singular;
    private final Set<String> names;

    Taxonomy(String singular) {
        this.singular = singular;
        this.names = read(name().toLowerCase(Locale.ROOT) + ".txt");
    }

    /** Every name, a path such as {@code category/name}. */
    public Set<String> names() {
        return names;
    }

    public boolean knows(String name) {
        return names.contains(name);
    }

    /** A sentence about each name that is not in the list, with the nearest that is; sorted, so that equal names give equal sentences. */
    public List<String> doubts(List<String> given) {
        return given.stream()
                .distinct()
                .filter(name -> !knows(name))
                .sorted()
                .map(name -> "OASF " + VERSION + " has no " + singular + " \"" + name + "\""
                        + nearest(name)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse(""))
                .toList();
    }

    /** The known name that is reached with the fewest edits of its last part, then of the rest: people know the end of a path best. */
    Optional<String> nearest(String given) {
        String wanted = given.strip().toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
        return names.stream()
                .min(Comparator.<String>comparingInt(name -> edits(last(wanted), last(name)))
                        .thenComparingInt(name -> edits(wanted, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Levenshtein's distance. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int swap = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(swap, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }

    private static Set<String> read(String file) {
        try (InputStream in = Taxonomy.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is part of this jar");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Collections.unmodifiableSet(new TreeSet<>(text.lines().toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
