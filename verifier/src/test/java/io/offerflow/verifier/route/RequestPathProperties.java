package io.offerflow.verifier.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * No way of writing a path gets past a paid rule: whatever a careless upstream makes of it (decoding once or twice, dropping parameters,
 * resolving dots, turning backslashes, collapsing slashes), a path that it would serve from below the paid prefix is never open.
 */
class RequestPathProperties {
    private static final List<String> PIECES = List.of(
            "/",
            "//",
            "paid",
            "p%61id",
            "p%2561id",
            "free",
            ".",
            "..",
            "%2e",
            "%2E%2e",
            "%252e",
            "%2f",
            "%252f",
            "\\",
            "%5c",
            ";",
            ";x=1",
            "?",
            "#",
            "%",
            "%00",
            "PAID",
            " ",
            "x");

    private static final GateRoutes ROUTES = routes();

    private static GateRoutes routes() {
        GateRoutes routes = new GateRoutes(labels -> {});
        Terms terms = new Terms("/paid", "", List.of(), true, false);
        routes.statics(new StaticRules(List.of(
                new StaticRules.Entry(PathPattern.of("/paid/*"), new Rule(null, new Access.Paid(terms), null)))));
        return routes;
    }

    @Provide
    Arbitrary<String> targets() {
        return Arbitraries.of(PIECES).list().ofMinSize(1).ofMaxSize(8).map(pieces -> "/" + String.join("", pieces));
    }

    @Property(tries = 20_000)
    void whatAnyUpstreamWouldServeAsPaidIsNeverOpen(@ForAll("targets") String target) {
        Optional<RequestPath> path = RequestPath.parse(target);
        boolean open = path.isPresent() && ROUTES.pick(path.get()) == Rule.OPEN;
        if (open) {
            String sent = target.split("\\?", 2)[0];
            for (int decodings = 0; decodings <= 2; decodings++) {
                for (boolean dropParameters : new boolean[] {false, true}) {
                    assertThat(served(sent, decodings, dropParameters))
                            .as("%s decoded %d times", target, decodings)
                            .doesNotMatch("/paid(/.*)?");
                }
            }
        }
    }

    @Property(tries = 5_000)
    void readingNeverFailsAndIsStable(@ForAll String anything) {
        RequestPath.parse(anything).ifPresent(path -> {
            assertThat(path.forms()).isNotEmpty().allMatch(form -> form.startsWith("/"));
            assertThat(RequestPath.parse(path.target())).contains(path);
        });
    }

    /** An independent model of an upstream's path handling. */
    private static String served(String path, int decodings, boolean dropParameters) {
        String text = path;
        for (int i = 0; i < decodings; i++) {
            try {
                text = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException malformed) {
                return "/refused";
            }
        }
        Deque<String> kept = new ArrayDeque<>();
        for (String segment : text.replace('\\', '/').split("/")) {
            String bare = dropParameters ? segment.split(";", 2)[0] : segment;
            if (bare.equals("..")) {
                kept.pollLast();
            } else if (!bare.isEmpty() && !bare.equals(".")) {
                kept.addLast(bare);
            }
        }
        return "/" + String.join("/", kept);
    }
}
