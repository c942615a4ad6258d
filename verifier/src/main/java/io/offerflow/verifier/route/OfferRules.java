package io.offerflow.verifier.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of one offer's parts, the most specific first. What none of them covers is refused. Immutable. */
final class OfferRules {
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

    /** The rule that the spec gives to exactly this pattern, or null. */
    @Nullable
    Rule of(String text) {
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
