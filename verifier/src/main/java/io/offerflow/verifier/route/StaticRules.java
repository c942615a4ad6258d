package io.offerflow.verifier.route;

import java.util.List;

/** Rules from the settings file, in file order: the first match wins. They apply to {@code /verify} by path only. */
public record StaticRules(List<Entry> entries) {
    public static final StaticRules NONE = new StaticRules(List.of());

    public record Entry(PathPattern pattern, Rule rule) {
        boolean free() {
            return rule.access() instanceof Access.Free;
        }
    }

    public StaticRules {
        entries = List.copyOf(entries);
    }
}
