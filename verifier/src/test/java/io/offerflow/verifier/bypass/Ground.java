package io.offerflow.verifier.bypass;

import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Ref;
import io.offerflow.verifier.Gate;
import io.offerflow.verifier.Payments;
import io.offerflow.verifier.StubAgent;
import io.offerflow.verifier.proxy.Target;
import io.offerflow.verifier.proxy.UpstreamCredential;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A gate with free and paid ground side by side, in front of services that keep what they are asked. Nothing here ever pays, so whatever is
 * let through must be free by every {@link ServerModel}.
 */
final class Ground implements AutoCloseable {
    private static final String STATICS =
            """
            wallet: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"
            chain: base-sepolia
            routes:
            - {pattern: "/rpc/*", price: "0.001"}
            - {pattern: "/inference-*/v1/*", price: "0.002"}
            - {pattern: "/open/*", gate: free}
            - {pattern: "/exact", price: "0.001"}
            """;
    private static final Pattern NORMAL =
            Pattern.compile("/|(/(?!\\.{1,2}(/|$))([A-Za-z0-9._~!$&'()*+,=:@-]|%[0-9A-F]{2})+)+/?");
    private static final Pattern SEPARATOR = Pattern.compile("(?i)%(2f|5c|00|0[0-9a-f]|1[0-9a-f]|7f)");
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    /** What only the gate says, or what some frameworks take for the request's own path or origin. */
    private static final Set<String> NEVER = Set.of(
            "x-payment-payer",
            "x-verified-wallet",
            "forwarded",
            "x-real-ip",
            "x-original-url",
            "x-original-uri",
            "x-original-host",
            "x-rewrite-url",
            "x-rewrite-uri",
            "x-forwarded-uri",
            "x-forwarded-path",
            "x-forwarded-prefix",
            "x-accel-redirect",
            "x-host",
            "proxy",
            "transfer-encoding",
            "te",
            "trailer",
            "keep-alive",
            "upgrade-insecure",
            "payment-signature",
            "x-payment");

    final Gate gate;
    private final List<Seller> sellers = List.of(
            new Seller("echo", Ground::echoSells),
            new Seller("mixed", Ground::mixedSells),
            new Seller("chat", Ground::chatSells),
            new Seller("agent", Ground::agentSells));

    private record Seller(String name, Predicate<String> paid, RawUpstream upstream) {
        Seller(String name, Predicate<String> paid) {
            this(name, paid, new RawUpstream());
        }
    }

    Ground() {
        gate = Gate.with(STATICS)
                .sell(offer("shop", "echo").with("/spec/routes", "[{'path':'/docs/*','gate':'free'},{'path':'/*'}]"))
                .sell(offer("shop", "mixed")
                        .with("/spec/routes", "[{'path':'/premium/*'},{'path':'/*','gate':'free'}]"))
                .sell(offer("shop", "chat")
                        .with("/spec/type", "'inference'")
                        .with("/spec/model", "{'name':'m'}")
                        .with(
                                "/spec/routes",
                                "[{'path':'/','gate':'free'},{'path':'/v1','gate':'free'},"
                                        + "{'path':'/chat/*','gate':'free'},{'path':'/*'}]"));
        gate.sell(StubAgent.offer("agent"));
        for (Seller seller : sellers) {
            Target target = new Target(
                    seller.upstream.address(), "/services/" + seller.name, kind(seller.name), key(seller.name));
            gate.targets.put(new Ref("shop", seller.name), new Target.Lookup.Found(target));
        }
    }

    private static Target.Kind kind(String seller) {
        return switch (seller) {
            case "chat" -> Target.Kind.CHAT;
            case "agent" -> Target.Kind.AGENT;
            default -> Target.Kind.HTTP;
        };
    }

    private static Optional<UpstreamCredential> key(String seller) {
        return seller.equals("agent") ? Optional.of(UpstreamCredential.bearer(StubAgent.KEY)) : Optional.empty();
    }

    /** Whether a whole host sells this path. */
    static boolean paid(String path) {
        return below(path, "/rpc")
                || path.equals("/exact")
                || path.matches("/inference-[^/]*/v1(/.*)?")
                || under(path, "/services/echo").filter(Ground::echoSells).isPresent()
                || under(path, "/services/mixed").filter(Ground::mixedSells).isPresent()
                || under(path, "/services/chat").filter(Ground::chatSells).isPresent()
                || under(path, "/services/agent").filter(Ground::agentSells).isPresent();
    }

    private static boolean echoSells(String path) {
        return !below(path, "/docs");
    }

    private static boolean mixedSells(String path) {
        return below(path, "/premium");
    }

    private static boolean chatSells(String path) {
        return !path.equals("/") && !path.equals("/v1") && !below(path, "/chat");
    }

    /** The gate itself tells the model's name; the agent is not asked for it. */
    private static boolean agentSells(String path) {
        String bare = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return !bare.equals("/v1/models") && !bare.equals("/models");
    }

    private static boolean below(String path, String root) {
        return path.equals(root) || path.startsWith(root + "/");
    }

    private static Optional<String> under(String path, String root) {
        return below(path, root)
                ? Optional.of(path.equals(root) ? "/" : path.substring(root.length()))
                : Optional.empty();
    }

    /** What the verify listener answers to this path, asked for by path and for each offer. */
    List<String> verify(String target) {
        return Stream.of(
                        "/verify", "/verify/shop/echo", "/verify/shop/mixed", "/verify/shop/chat", "/verify/shop/agent")
                .map(question -> "GET " + question + " HTTP/1.1\r\nHost: x\r\nX-Forwarded-Uri: " + target + "\r\n\r\n")
                .map(request -> RawClient.send(gate.app.verifyAddress(), request))
                .toList();
    }

    String verifyRaw(String bytes) {
        return RawClient.send(gate.app.verifyAddress(), bytes);
    }

    /** What the public listener answers; everything that reached a service must have been free. */
    String proxyRaw(String bytes) {
        sellers.forEach(seller -> seller.upstream.requests().clear());
        String answer = RawClient.send(gate.app.proxyAddress(), bytes);
        assertThat(RawClient.statuses(answer)).as("no defect of the gate").doesNotContain(500);
        sellers.forEach(seller -> seller.upstream.requests().forEach(request -> assertFree(seller, request)));
        return answer;
    }

    /** The same with {@code {payment}} replaced by a good one; what reached the agent. */
    List<RawUpstream.Request> paidRaw(String bytes) {
        RawUpstream agent = sellers.getLast().upstream;
        agent.requests().clear();
        String answer =
                RawClient.send(gate.app.proxyAddress(), bytes.replace("{payment}", Payments.header(Payments.v2())));
        assertThat(RawClient.statuses(answer))
                .as("no defect of the gate, and no price")
                .doesNotContain(500, 402);
        return List.copyOf(agent.requests());
    }

    /** The targets that services were asked for by the last attempt. */
    List<String> reached() {
        return sellers.stream()
                .flatMap(seller -> seller.upstream.requests().stream())
                .map(RawUpstream.Request::target)
                .toList();
    }

    private static void assertFree(Seller seller, RawUpstream.Request request) {
        String target = request.target();
        assertThat(request.line())
                .endsWith(" HTTP/1.1")
                .doesNotStartWith("TRACE")
                .doesNotContain("smuggled");
        assertThat(target.split("\\?", 2)[0])
                .as("one reading only")
                .matches(NORMAL)
                .doesNotContainPattern(SEPARATOR);
        assertThat(ServerModel.any(target, seller.paid))
                .as("%s sells %s", seller.name, target)
                .isFalse();
        List<String> names = request.headers().stream()
                .map(line -> line.split(":", 2)[0].toLowerCase(Locale.ROOT))
                .toList();
        assertThat(names).allMatch(name -> NAME.matcher(name).matches());
        List<String> meant = names.stream().map(name -> name.replace('_', '-')).toList();
        assertThat(meant).doesNotContainAnyElementsOf(NEVER).noneMatch(name -> name.startsWith("x-obol-"));
        assertThat(meant.stream().filter(name -> name.startsWith("x-forwarded-")))
                .as("said by the gate, once")
                .doesNotHaveDuplicates()
                .isSubsetOf("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto");
        assertThat(request.header("X-Forwarded-Host").orElse("x")).matches("[A-Za-z0-9.:\\[\\]-]+");
    }

    @Override
    public void close() {
        gate.close();
        sellers.forEach(seller -> seller.upstream.close());
    }
}
