package io.offerflow.dev.pay;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Optional;

/**
 * A body of {@code /verify} or {@code /settle}: what the seller requires and what the buyer presents. Both protocol
 * versions read into this one form.
 *
 * @param protocol 1 or 2
 * @param requirement what the seller asks for
 * @param presented scheme and network that the buyer names, and what the buyer signed
 */
record PaymentClaim(int protocol, Requirement requirement, Presented presented) {

    /** @param network as written in the body: a v1 name in v1 */
    record Requirement(
            String scheme, String network, String asset, String payTo, BigInteger amount, TokenName tokenName) {}

    /** Name and version of the token's EIP-712 domain; empty texts when the requirement lacks them. */
    record TokenName(String name, String version) {}

    record Presented(String scheme, String network, Authorization authorization, String signature) {}

    /** What reading a body comes to. */
    sealed interface Reading {}

    record Readable(PaymentClaim claim) implements Reading {}

    /** @param reason a reason of the x402 specification */
    record Unreadable(String reason) implements Reading {}

    /** The chain in CAIP-2 form; empty when the requirement names none that exists. */
    Optional<String> caip2() {
        return protocol == 1
                ? Networks.caip2(requirement.network())
                : Optional.of(requirement.network())
                        .filter(name -> Networks.chainId(name).isPresent());
    }

    static Reading read(JsonNode body) {
        int protocol = body.path("x402Version").asInt();
        if (protocol != 1 && protocol != 2) {
            return new Unreadable("invalid_x402_version");
        }
        JsonNode payment = body.path("paymentPayload");
        JsonNode presented = payment.path("payload");
        if (presented.has("permit2Authorization") || presented.has("delegationManager")) {
            return new Unreadable("unsupported_payload_type");
        }
        JsonNode chosen = protocol == 1 ? payment : payment.path("accepted");
        JsonNode signature = presented.path("signature");
        Optional<Authorization> authorization = Authorization.parse(presented.path("authorization"));
        if (payment.path("x402Version").asInt() != protocol || authorization.isEmpty() || !signature.isTextual()) {
            return new Unreadable("invalid_payload");
        }
        var buyer = new Presented(
                chosen.path("scheme").asText(),
                chosen.path("network").asText(),
                authorization.get(),
                signature.textValue());
        return requirement(body.path("paymentRequirements"), protocol == 1 ? "maxAmountRequired" : "amount")
                .<Reading>map(requirement -> new Readable(new PaymentClaim(protocol, requirement, buyer)))
                .orElseGet(() -> new Unreadable("invalid_payment_requirements"));
    }

    private static Optional<Requirement> requirement(JsonNode json, String amountField) {
        JsonNode amount = json.path(amountField);
        String asset = json.path("asset").asText();
        String payTo = json.path("payTo").asText();
        if (!amount.isTextual()
                || !Abi.isUint256(amount.textValue())
                || !Abi.isAddress(asset)
                || !Abi.isAddress(payTo)) {
            return Optional.empty();
        }
        JsonNode extra = json.path("extra");
        return Optional.of(new Requirement(
                json.path("scheme").asText(),
                json.path("network").asText(),
                asset,
                payTo,
                new BigInteger(amount.textValue()),
                new TokenName(extra.path("name").asText(), extra.path("version").asText())));
    }
}
