package io.offerflow.verifier.proxy;

import io.offerflow.verifier.proxy.Upstream.Call;
import io.offerflow.verifier.route.RequestPath;
import java.util.ArrayList;
import java.util.List;

/**
 * A client's request on its way to the upstream.
 *
 * @param gated a payment or sign-in was asked for
 * @param origin what is told of the client
 */
public record OutgoingCall(
        String method, RequestPath path, List<HeaderLine> headers, byte[] body, boolean gated, Origin origin) {

    /** How the client reached the gate; {@code scheme} is http or https. */
    public record Origin(String address, String host, String scheme) {}

    public Call to(Target target, String payer) {
        List<HeaderLine> lines = new ArrayList<>(
                Headers.request(headers, gated, target.credential().isPresent()));
        lines.add(new HeaderLine("X-Forwarded-For", origin.address()));
        lines.add(new HeaderLine("X-Forwarded-Host", origin.host()));
        lines.add(new HeaderLine("X-Forwarded-Proto", origin.scheme()));
        if (!payer.isEmpty()) {
            lines.add(new HeaderLine("X-Payment-Payer", payer));
            lines.add(new HeaderLine("X-Verified-Wallet", payer));
        }
        target.credential().ifPresent(credential -> lines.add(credential.line()));
        byte[] sent = target.kind() == Target.Kind.AGENT ? PayerMessage.tell(payer, body) : body;
        return new Call(method, UpstreamPath.of(target, method, path), List.copyOf(lines), sent);
    }
}
