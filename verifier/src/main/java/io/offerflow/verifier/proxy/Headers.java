package io.offerflow.verifier.proxy;

import io.offerflow.verifier.signin.Sessions;
import io.offerflow.verifier.signin.SignIn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which headers cross the gate. What belongs to one connection, claims an identity that only the gate may give, or asks a framework to serve
 * another path than the one that was judged, does not. Names are compared as CGI and its heirs see them, where an underscore is a dash:
 * {@code X_Payment_Payer} would overwrite what the gate says.
 */
final class Headers {
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");
    /** Set anew, or by the HTTP client itself. */
    private static final Set<String> REBUILT = Set.of(
            "host", "content-length", "expect", "forwarded", "x-real-ip", "x-payment-payer", "x-verified-wallet");
    /** Frameworks that believe a proxy in front of them take the path, the host or the client from these. */
    private static final Set<String> OVERRIDES = Set.of(
            "x-original-url",
            "x-original-uri",
            "x-original-host",
            "x-rewrite-url",
            "x-rewrite-uri",
            "x-http-destinationurl",
            "x-envoy-original-path",
            "x-envoy-original-dst-host",
            "x-accel-redirect",
            "x-host",
            "x-client-ip",
            "client-ip",
            "true-client-ip",
            // CGI programs find it as HTTP_PROXY, which their HTTP clients believe.
            "proxy");
    /** They were for the gate. */
    private static final Set<String> SPENT = Set.of("payment-signature", "x-payment", "sign-in-with-x");
    /** Only the gate makes these. */
    private static final Set<String> RECEIPTS = Set.of(
            "payment-required",
            "payment-response",
            "x-payment-response",
            "settlement-overrides",
            "x-payment-payer",
            "x-verified-wallet");

    /** Names of sessions inside an agent, where buyers have conversations of their own names. */
    private static final String SESSION = "x-hermes-session-";

    private Headers() {}

    /**
     * Towards the upstream.
     *
     * @param gated a payment or sign-in was asked for: then the browser's marks of another origin say nothing, and would only make an
     *     upstream refuse what was paid for
     */
    static List<HeaderLine> request(List<HeaderLine> received, boolean gated, boolean ownCredential) {
        Set<String> connection = named(received);
        List<HeaderLine> sent = new ArrayList<>();
        for (HeaderLine line : received) {
            String name = canonical(line.name());
            boolean dropped = HOP_BY_HOP.contains(name)
                    || connection.contains(name)
                    || REBUILT.contains(name)
                    || OVERRIDES.contains(name)
                    || SPENT.contains(name)
                    || name.startsWith("x-forwarded-")
                    || name.startsWith("x-obol-")
                    || (gated && (name.equals("origin") || name.startsWith("sec-fetch-")))
                    || (name.equals("authorization") && (ownCredential || Sessions.opensGate(line.value())));
            if (!dropped) {
                (name.equals("cookie") ? withoutSession(line) : Optional.of(line)).ifPresent(sent::add);
            }
        }
        return sent;
    }

    /** Towards the buyer. */
    static List<HeaderLine> response(List<HeaderLine> received) {
        Set<String> connection = named(received);
        List<HeaderLine> sent = new ArrayList<>();
        for (HeaderLine line : received) {
            String name = canonical(line.name());
            boolean dropped = HOP_BY_HOP.contains(name)
                    || connection.contains(name)
                    || RECEIPTS.contains(name)
                    || name.equals("content-length")
                    || name.startsWith(SESSION)
                    || name.startsWith(":")
                    || hasControl(line.value());
            if (!dropped) {
                sent.add(line);
            }
        }
        return sent;
    }

    /** Who serves an offer must not visit it in the wallet's name. */
    private static Optional<HeaderLine> withoutSession(HeaderLine cookies) {
        String kept = Arrays.stream(cookies.value().split(";"))
                .map(String::strip)
                .filter(cookie -> !cookie.startsWith(SignIn.COOKIE + "="))
                .collect(Collectors.joining("; "));
        return kept.isEmpty() ? Optional.empty() : Optional.of(new HeaderLine(cookies.name(), kept));
    }

    private static String canonical(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean hasControl(String value) {
        return value.chars().anyMatch(c -> (c < 0x20 && c != '\t') || c == 0x7f);
    }

    /** Headers that the Connection header declares to be for this connection only. */
    private static Set<String> named(List<HeaderLine> lines) {
        Set<String> names = new HashSet<>();
        lines.stream()
                .filter(line -> line.is("connection"))
                .flatMap(line -> Arrays.stream(line.value().split(",")))
                .map(name -> canonical(name.strip()))
                .forEach(names::add);
        return names;
    }
}
