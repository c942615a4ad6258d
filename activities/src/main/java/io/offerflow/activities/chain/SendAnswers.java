package io.offerflow.activities.chain;

import io.offerflow.workflows.chain.AccountActivities.Sent;
import io.offerflow.workflows.chain.SendAnswer;
import java.util.List;
import java.util.Map;

/**
 * What nodes say to {@code eth_sendRawTransaction}, in classes. Codes tell nothing (geth says -32000, anvil -32003 and some providers -32603 to the same), so
 * phrases do: those of geth, erigon, nethermind, besu, reth and anvil, the more special one before the more general.
 */
final class SendAnswers {
    private static final List<Map.Entry<String, SendAnswer>> PHRASES = List.of(
            Map.entry("already known", SendAnswer.ALREADY_KNOWN),
            Map.entry("alreadyknown", SendAnswer.ALREADY_KNOWN),
            Map.entry("already imported", SendAnswer.ALREADY_KNOWN),
            Map.entry("known transaction", SendAnswer.ALREADY_KNOWN),
            Map.entry("already exists", SendAnswer.ALREADY_KNOWN),
            Map.entry("nonce too low", SendAnswer.NONCE_TOO_LOW),
            Map.entry("nonce is too low", SendAnswer.NONCE_TOO_LOW),
            Map.entry("nonce below", SendAnswer.NONCE_TOO_LOW),
            Map.entry("oldnonce", SendAnswer.NONCE_TOO_LOW),
            Map.entry("nonce has already been used", SendAnswer.NONCE_TOO_LOW),
            Map.entry("replacement transaction underpriced", SendAnswer.UNDERPRICED),
            Map.entry("could not replace existing", SendAnswer.UNDERPRICED),
            Map.entry("replacementnotallowed", SendAnswer.UNDERPRICED),
            Map.entry("replacement not allowed", SendAnswer.UNDERPRICED),
            Map.entry("gas price too low to replace", SendAnswer.UNDERPRICED),
            Map.entry("less than block base fee", SendAnswer.FEE_TOO_LOW),
            Map.entry("transaction underpriced", SendAnswer.FEE_TOO_LOW),
            Map.entry("underpriced", SendAnswer.FEE_TOO_LOW),
            Map.entry("feetoolow", SendAnswer.FEE_TOO_LOW),
            Map.entry("fee too low", SendAnswer.FEE_TOO_LOW),
            Map.entry("gas price below", SendAnswer.FEE_TOO_LOW),
            Map.entry("gas tip cap", SendAnswer.FEE_TOO_LOW),
            Map.entry("insufficient funds", SendAnswer.INSUFFICIENT_FUNDS),
            Map.entry("insufficientfunds", SendAnswer.INSUFFICIENT_FUNDS),
            Map.entry("insufficient balance", SendAnswer.INSUFFICIENT_FUNDS),
            Map.entry("upfront cost exceeds account balance", SendAnswer.INSUFFICIENT_FUNDS),
            Map.entry("invalid chain id", SendAnswer.WRONG_CHAIN),
            Map.entry("invalid chainid", SendAnswer.WRONG_CHAIN),
            Map.entry("wrong chain", SendAnswer.WRONG_CHAIN),
            Map.entry("incorrect chain", SendAnswer.WRONG_CHAIN),
            Map.entry("intrinsic gas too low", SendAnswer.REJECTED),
            Map.entry("exceeds block gas limit", SendAnswer.REJECTED),
            Map.entry("gas limit too high", SendAnswer.REJECTED),
            Map.entry("exceeds the configured cap", SendAnswer.REJECTED),
            Map.entry("oversized data", SendAnswer.REJECTED),
            Map.entry("transaction type not supported", SendAnswer.REJECTED),
            Map.entry("invalid sender", SendAnswer.REJECTED),
            Map.entry("sender is denied", SendAnswer.REJECTED));

    private SendAnswers() {}

    /** What is not understood may have arrived. */
    static Sent classify(RpcError error) {
        return PHRASES.stream()
                .filter(phrase -> error.text().contains(phrase.getKey()))
                .findFirst()
                .map(phrase -> new Sent(phrase.getValue(), phrase.getKey() + ", error " + error.code()))
                .orElseGet(() -> new Sent(SendAnswer.UNKNOWN, "error " + error.code()));
    }

    static Sent better(Sent one, Sent other) {
        return one.answer().compareTo(other.answer()) <= 0 ? one : other;
    }
}
