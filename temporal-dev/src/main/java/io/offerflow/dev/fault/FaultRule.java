package io.offerflow.dev.fault;

import java.util.regex.Pattern;

/**
 * Which calls, or which events of watches, a fault befalls.
 *
 * @param verb an HTTP method, or {@code WATCH} for a GET with {@code watch=true}, which {@code GET} leaves out; {@code *}
 *     for all. Faults on events concern watches whatever the verb
 * @param path matched against the whole path, without the query
 * @param containing a text that the request's body, or the event's line, must contain; empty for any
 * @param first which of the matching ones is the first to be hit, from 1
 * @param count how many in a row are hit from there
 * @param fault what befalls them
 */
public record FaultRule(String verb, Pattern path, String containing, long first, long count, Fault fault) {

    public FaultRule {
        if (first < 1 || count < 1) {
            throw new IllegalArgumentException("first and count start at 1");
        }
    }

    /** Every call on these paths. */
    public static FaultRule on(String verb, Pattern path, Fault fault) {
        return new FaultRule(verb, path, "", 1, Long.MAX_VALUE, fault);
    }

    /**
     * Every call on these paths.
     *
     * @param glob {@code *} stands for any text within a segment, {@code **} for any text
     */
    public static FaultRule on(String verb, String glob, Fault fault) {
        return on(verb, pattern(glob), fault);
    }

    /** Only the n-th matching one, counted from 1 since the rule was added. */
    public FaultRule nth(long n) {
        return new FaultRule(verb, path, containing, n, 1, fault);
    }

    /** The first so many matching ones, or so many from {@link #nth} on. */
    public FaultRule times(long n) {
        return new FaultRule(verb, path, containing, first, n, fault);
    }

    /** Only those whose request body, or event line, contains the text: a JSON-RPC method, an object's name. */
    public FaultRule containing(String text) {
        return new FaultRule(verb, path, text, first, count, fault);
    }

    boolean matches(ProxiedCall call, String text) {
        return (verb.equals("*") || fault instanceof Fault.OnEvent || verb.equals(call.verb()))
                && path.matcher(call.path()).matches()
                && (containing.isEmpty() || text.contains(containing));
    }

    boolean hits(long occurrence) {
        return occurrence >= first && occurrence - first < count;
    }

    private static Pattern pattern(String glob) {
        var regex = new StringBuilder();
        for (int at = 0; at < glob.length(); at++) {
            if (glob.startsWith("**", at)) {
                regex.append(".*");
                at++;
            } else if (glob.charAt(at) == '*') {
                regex.append("[^/]*");
            } else {
                regex.append(Pattern.quote(glob.substring(at, at + 1)));
            }
        }
        return Pattern.compile(regex.toString());
    }
}
