package io.offerflow.verifier.route;

import io.offerflow.api.path.RoutePath;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rules of one offer's parts, the most specific first. What none of them covers is refused. Immutable. */
final class OfferRules {
    static final OfferRules QUARANTINED = all(Rule.QUARANTINED);
    static final OfferRules WITHDRAWN = all(Rule.WITHDRAWN);
    static final OfferRules CONFLICT = all(Rule.CONFLICT);

    /** Set when one rule covers all, so that no path needs to be looked at. */
    private final @Nullable Rule whole;

    private final String base;
    private final List<Part> parts;

    /** @param text the pattern below the offer's path, as the spec has it */
    record Part(String text, PathPattern pattern, Rule rule) {}

    private OfferRules(@Nullable Rule whole, String base, List<Part> parts) {
        this.whole = whole;
        this.base = base;
        this.parts = parts;
    }

    /** One rule for every path. */
    static OfferRules all(Rule rule) {
        return new OfferRules(rule, "", List.of());
    }

    /** @param base the offer's path, without trailing slash */
    static OfferRules of(String base, List<Part> parts) {
        return new OfferRules(null, base, List.copyOf(parts));
    }

    /** The rule for one form of a path; a trailing slash counts for nothing. */
    Rule pick(String path) {
        if (whole != null) {
            return whole;
        }
        String bare = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (PathPattern.covers(base, bare)) {
            for (Part part : parts) {
                if (part.pattern.matches(bare)) {
                    return part.rule;
                }
            }
        }
        return Rule.NO_ROUTE;
    }

    /** True when the rule does not depend on the path. */
    boolean isWhole() {
        return whole != null;
    }

    /** The rule for requests whose path is not known or not readable. */
    Rule pathless() {
        return whole == null ? Rule.INVALID_PATH : whole;
    }

    /** Those of every rule, or null. */
    @Nullable
    SeriesLabels labels() {
        return whole != null ? whole.labels() : parts.getFirst().rule.labels();
    }

    /** These rules, which also take the amounts of {@code former} where nothing but the amount has changed. */
    OfferRules after(@Nullable OfferRules former, Instant now) {
        if (former == null) {
            return this;
        }
        if (whole != null) {
            Rule graced = graced(whole, former.of(RoutePath.EVERYTHING.text()), now);
            return graced == whole ? this : all(graced);
        }
        Map<Rule, Rule> changed = new IdentityHashMap<>();
        parts.forEach(part -> changed.computeIfAbsent(part.rule, rule -> graced(rule, former.of(part.text), now)));
        if (changed.entrySet().stream().allMatch(change -> change.getKey() == change.getValue())) {
            return this;
        }
        return of(
                base,
                parts.stream()
                        .map(part -> new Part(part.text, part.pattern, Objects.requireNonNull(changed.get(part.rule))))
                        .toList());
    }

    private static Rule graced(Rule rule, @Nullable Rule before, Instant now) {
        if (before != null && before.access() instanceof Access.Paid was && rule.access() instanceof Access.Paid is) {
            PriceGrace grace = PriceGrace.after(was.terms(), is.terms(), now);
            if (grace != PriceGrace.NONE) {
                return new Rule(rule.labels(), new Access.Paid(is.terms().with(grace)), rule.until(), rule.door());
            }
        }
        return rule;
    }

    /** The rule for exactly this pattern, or null. */
    private @Nullable Rule of(String text) {
        if (whole != null) {
            return whole;
        }
        return parts.stream()
                .filter(part -> part.text.equals(text))
                .map(Part::rule)
                .findFirst()
                .orElse(null);
    }
}
