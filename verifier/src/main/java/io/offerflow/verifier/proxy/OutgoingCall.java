package io.offerflow.verifier.proxy;

import io.offerflow.verifier.proxy.Upstream.Call;
import io.offerflow.verifier.route.RequestPath;
import io.offerflow.verifier.x402.ResourceUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A client's request on its way to the upstream.
 *
 * @param gated a payment or sign-in was asked for
 * @param origin what is told of the client
 */
public record OutgoingCall(Asked asked, List<HeaderLine> headers, byte[] body, boolean gated, Origin origin) {

    /**
     * What the client wants.
     *
     * @param alike whether the rule that this request was judged by also holds for another path of the gate
     */
    public record Asked(String method, RequestPath path, Predicate<String> alike) {}

    /** How the client reached the gate; {@code host} is empty where it named none, {@code scheme} is http or https. */
    public record Origin(String address, String host, String scheme) {}

    /** Empty for what can be no question to an agent. */
    public Optional<Call> to(Target target, Customer customer) {
        return target.kind() == Target.Kind.AGENT
                ? target.credential().flatMap(key -> AgentCall.of(target, key, customer, this))
                : Optional.of(passedOn(target, customer.wallet()));
    }

    private Call passedOn(Target target, String wallet) {
        List<HeaderLine> lines = new ArrayList<>(
                Headers.request(headers, gated, target.credential().isPresent()));
        if (target.kind() == Target.Kind.CHAT) {
            // Whether a conversation failed stands in its answer, which the gate reads as it comes.
            lines.removeIf(line -> line.is("accept-encoding"));
            lines.add(new HeaderLine("Accept-Encoding", "identity"));
        }
        lines.addAll(introduction(wallet));
        target.credential().ifPresent(credential -> lines.add(credential.line()));
        return new Call(asked.method(), UpstreamPath.of(target, asked), List.copyOf(lines), body);
    }

    /** What the gate says of the client. */
    List<HeaderLine> introduction(String wallet) {
        List<HeaderLine> lines = new ArrayList<>();
        lines.add(new HeaderLine("X-Forwarded-For", origin.address()));
        if (ResourceUrl.isHost(origin.host())) {
            lines.add(new HeaderLine("X-Forwarded-Host", origin.host()));
        }
        lines.add(new HeaderLine("X-Forwarded-Proto", origin.scheme()));
        if (!wallet.isEmpty()) {
            lines.add(new HeaderLine("X-Payment-Payer", wallet));
            lines.add(new HeaderLine("X-Verified-Wallet", wallet));
        }
        return lines;
    }
}
