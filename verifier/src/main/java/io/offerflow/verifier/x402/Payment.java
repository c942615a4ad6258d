package io.offerflow.verifier.x402;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A payment as presented.
 *
 * @param version 1 or 2
 * @param body what the facilitator gets: the buyer's object with a normalised signature
 * @param network CAIP-2 or legacy name, as sent
 * @param accepted what the buyer says he accepted; version 2 only
 * @param authorization empty for payloads of another kind than EIP-3009 and Permit2
 */
public record Payment(
        int version,
        ObjectNode body,
        String scheme,
        String network,
        @Nullable Accepted accepted,
        Optional<Authorization> authorization) {

    /** The money part of an accepted requirement, as sent. */
    public record Accepted(String amount, String asset, String payTo) {}
}
