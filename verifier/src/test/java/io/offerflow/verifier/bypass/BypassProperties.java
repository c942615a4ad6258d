package io.offerflow.verifier.bypass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Attempts that nobody has thought of: made of the tricks' pieces, and kept ones with some bytes changed. Raw sockets throughout. */
class BypassProperties {
    private static final List<String> PIECES = List.of(
            "/",
            "//",
            "rpc",
            "open",
            "services",
            "mixed",
            "premium",
            "echo",
            "docs",
            "paid",
            "chat",
            "agent",
            "api",
            "sessions",
            "models",
            "v1",
            "inference-a",
            "exact",
            "%72pc",
            "premiu%6d",
            "%64ocs",
            "%2570",
            ".",
            "..",
            "%2e",
            "%252e",
            "%2f",
            "%252f",
            "\\",
            "%5c",
            "%255c",
            ";",
            ";x=1",
            "%3b",
            "%253b",
            "?",
            "%3f",
            "%253f",
            "#",
            "%23",
            " ",
            "%20",
            "%09",
            "\t",
            "%",
            "%25",
            "%zz",
            "%00",
            "\0",
            "%0d%0a",
            "\u0080",
            "%c0%af",
            "%ff",
            ":",
            "@",
            "http://",
            "http:",
            "https://open",
            "x");
    private static final List<String> NASTIES = List.of(
            "\r",
            "\n",
            "\r\n",
            "\r\n\r\n",
            " ",
            "\t",
            "\0",
            ":",
            "/",
            "//",
            "\\",
            ";",
            "?",
            "#",
            "%",
            "%2f",
            "..",
            "/../",
            ",",
            "\u000b",
            "\u00ff",
            "Content-Length: 5\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Host: y\r\n",
            "X-Payment-Payer: 0x1\r\n",
            "GET /services/mixed/premium HTTP/1.1\r\nHost: x\r\n\r\n",
            "HTTP/1.1",
            "HTTP/1.0",
            "0\r\n\r\n",
            "_",
            "-");

    private static Ground ground;

    @BeforeContainer
    static void start() {
        ground = new Ground();
    }

    @AfterContainer
    static void stop() {
        ground.close();
    }

    @Provide
    Arbitrary<String> targets() {
        Arbitrary<String> made =
                Arbitraries.of(PIECES).list().ofMinSize(1).ofMaxSize(9).map(pieces -> String.join("", pieces));
        Arbitrary<String> rooted = made.map(text -> "/" + text);
        Arbitrary<String> kept = changed(
                Corpus.own().targets().stream().filter(t -> t.length() < 200).toList(), PIECES);
        return Arbitraries.oneOf(made, rooted, rooted, kept)
                .filter(text -> text.indexOf('\n') < 0 && text.indexOf('\r') < 0);
    }

    @Provide
    Arbitrary<String> requests() {
        return changed(
                Corpus.own().requests("proxy").stream()
                        .map(Corpus.Attempt::bytes)
                        .filter(bytes -> bytes.length() < 1_000)
                        .toList(),
                NASTIES);
    }

    /** Header lines around the question, of which some name a paid path and some a free one. */
    @Provide
    Arbitrary<List<String>> headerLines() {
        Arbitrary<String> names = Arbitraries.of(
                "X-Forwarded-Uri",
                "x-forwarded-uri",
                "X-FORWARDED-URI",
                "X_Forwarded_Uri",
                "X-Original-Uri",
                "X-Forwarded-Uri ",
                " X-Forwarded-Uri",
                "X-Other");
        Arbitrary<String> marks = Arbitraries.of(":", ": ", ":\t", ":\r\n ", ":  ");
        Arbitrary<String> values = Arbitraries.of(
                "/open/x", "/rpc/x", "/services/mixed/premium", "/open/x\r\n /rpc/x", "/rpc/x\r\n\t", "");
        return Combinators.combine(names, marks, values)
                .as((name, mark, value) -> name + mark + value)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Property(tries = 600)
    void noMadeUpTargetIsLetThroughUnpaid(@ForAll("targets") String target) {
        BypassTest.assertUnpaid(ground, target);
    }

    @Property(tries = 600)
    void noChangedRequestGetsWhatIsPaidOrSpeaksForTheGate(@ForAll("requests") String request) {
        ground.proxyRaw(request);
    }

    @Property(tries = 300)
    void theVerifyListenerBelievesOnePathOrNone(@ForAll("headerLines") List<String> lines) {
        String answer =
                ground.verifyRaw("GET /verify HTTP/1.1\r\nHost: x\r\n" + String.join("\r\n", lines) + "\r\n\r\n");
        if (RawClient.statuses(answer).getFirst() < 400) {
            assertThat(lines.stream().filter(BypassProperties::namesThePath))
                    .singleElement(STRING)
                    .doesNotContain("/rpc", "premium");
        }
    }

    /** Not so a line that begins with white space: it goes on with the one before. */
    private static boolean namesThePath(String line) {
        return line.split(":", 2)[0].stripTrailing().equalsIgnoreCase("X-Forwarded-Uri");
    }

    /** Some places of a text replaced by pieces. */
    private static Arbitrary<String> changed(List<String> texts, List<String> pieces) {
        Arbitrary<Change> change = Combinators.combine(
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.of(pieces))
                .as(Change::new);
        return Combinators.combine(
                        Arbitraries.of(texts), change.list().ofMinSize(1).ofMaxSize(3))
                .as((text, changes) -> {
                    String result = text;
                    for (Change one : changes) {
                        result = one.applied(result);
                    }
                    return result;
                });
    }

    private record Change(double where, int cut, String piece) {
        String applied(String text) {
            int at = (int) (where * text.length());
            return text.substring(0, at) + piece + text.substring(Math.min(text.length(), at + cut));
        }
    }
}
