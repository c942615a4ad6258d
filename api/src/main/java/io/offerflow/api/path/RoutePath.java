package io.offerflow.api.path;

import io.offerflow.api.condition.Reason;
import io.offerflow.api.route.RefusedException;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * The path of one part of an offer, below the offer's own. Without {@code *} it is exact; {@code /p/*} is {@code /p} and everything below;
 * any other {@code *} stands for a part of one segment, and a last segment {@code *} after such one for one or more segments.
 *
 * @param text without trailing slash, unless it is {@code /}, which is the offer's own path
 */
public record RoutePath(String text) {
    public static final RoutePath EVERYTHING = new RoutePath("/*");

    /**
     * The order in which parts are tried: exact before patterns, then the longer literal beginning, then the deeper path, then the text.
     * The reference gate sorts alike.
     */
    public static final Comparator<RoutePath> MOST_SPECIFIC_FIRST = Comparator.comparing(RoutePath::isPattern)
            .thenComparing(Comparator.comparingInt(RoutePath::literal).reversed())
            .thenComparing(Comparator.comparingInt(RoutePath::depth).reversed())
            .thenComparing(RoutePath::text);

    private static final Pattern SHAPE = Pattern.compile("/([a-zA-Z0-9_.*-]+/)*[a-zA-Z0-9_.*-]*");
    private static final Pattern DOTS = Pattern.compile("/\\.{1,2}(/|$)");
    private static final int MAX_LENGTH = 512;
    /** Below an offer's path: where wallets sign in. No part of an offer may have it. */
    public static final String SIGN_IN = "/auth";

    /**
     * Reads a path of a spec; a trailing slash counts for nothing.
     *
     * @param field where it stands, for the sentence
     * @throws RefusedException with {@link Reason#InvalidPath} or {@link Reason#ReservedPath}
     */
    public static RoutePath of(String field, String path) {
        if (path.length() > MAX_LENGTH
                || !SHAPE.matcher(path).matches()
                || DOTS.matcher(path).find()) {
            throw new RefusedException(
                    Reason.InvalidPath,
                    field + " \"" + path + "\" needs a leading slash and segments of letters, digits, _ . - *"
                            + " without empty, . or .. ones");
        }
        String text = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (OfferPath.covers(SIGN_IN, text)) {
            throw new RefusedException(
                    Reason.ReservedPath, field + " " + path + " is reserved for signing in: choose another");
        }
        return new RoutePath(text);
    }

    public boolean isPattern() {
        return text.indexOf('*') >= 0;
    }

    private int literal() {
        int star = text.indexOf('*');
        return star < 0 ? text.length() : star;
    }

    private int depth() {
        return (int) text.chars().filter(c -> c == '/').count();
    }
}
