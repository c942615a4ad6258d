package io.offerflow.workflows.seed;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The skills that can be delivered to agents, each a SKILL.md of ours. */
public final class Skills {
    /** What relative entries of {@code spec.skills} start from, and the demo's set. */
    public static final List<String> BASIC = List.of("ethereum-networks", "ethereum-local-wallet", "addresses", "gas");

    /** All, sorted. */
    public static final List<String> NAMES = List.of(
            "addresses",
            "buy-x402",
            "concepts",
            "discovery",
            "ethereum-local-wallet",
            "ethereum-networks",
            "gas",
            "indexing",
            "l2s",
            "security",
            "standards",
            "testing",
            "wallets");

    private static final String SUFFIX = ".md";
    private static final Map<String, String> TEXTS = NAMES.stream()
            .collect(Collectors.toUnmodifiableMap(name -> name, name -> Texts.of("skills/" + name + SUFFIX)));

    private Skills() {}

    /**
     * The entries of a ConfigMap that delivers these skills: {@code <name>.md}, the text of SKILL.md.
     *
     * @throws IllegalArgumentException for a name that is none of {@link #NAMES}
     */
    public static Map<String, String> files(List<String> names) {
        Map<String, String> files = new TreeMap<>();
        for (String name : names) {
            files.put(name + SUFFIX, text(name));
        }
        return files;
    }

    static String text(String name) {
        String text = TEXTS.get(name);
        if (text == null) {
            throw new IllegalArgumentException("no skill " + name);
        }
        return text;
    }
}
