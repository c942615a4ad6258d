package io.offerflow.signer.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.signer.json.Fields;
import io.offerflow.signer.json.InvalidRequestException;
import io.offerflow.signer.json.Values;
import io.offerflow.signer.request.SigningRequest.Transaction;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/** The body of {@code transaction}. */
final class TransactionReader {
    private static final Set<String> FIELDS = Set.of(
            "chain_id", "to", "nonce", "gas_limit", "max_fee_per_gas", "max_priority_fee_per_gas", "value", "data");
    /** Nonces and gas are numbers of 64 bits in Ethereum. */
    private static final int LONG_BITS = 64;

    private TransactionReader() {}

    static Transaction read(Fields body) throws InvalidRequestException {
        body.only(FIELDS);
        Transaction transaction = new Transaction(
                number(body, "chain_id", LONG_BITS - 1).longValueExact(),
                number(body, "nonce", LONG_BITS),
                number(body, "max_priority_fee_per_gas", Values.WORD_BITS),
                number(body, "max_fee_per_gas", Values.WORD_BITS),
                number(body, "gas_limit", LONG_BITS),
                Values.address(body.required("to"), "to"),
                body.optional("value").isPresent() ? number(body, "value", Values.WORD_BITS) : BigInteger.ZERO,
                data(body.optional("data")));
        if (transaction.chainId() == 0) {
            // Without a chain the signature would be good on all of them.
            throw InvalidRequestException.bad("chain_id", "must not be 0");
        }
        if (transaction.priorityFee().compareTo(transaction.maxFee()) > 0) {
            throw InvalidRequestException.bad("max_priority_fee_per_gas", "must not be above max_fee_per_gas");
        }
        return transaction;
    }

    private static BigInteger number(Fields body, String name, int bits) throws InvalidRequestException {
        return Values.unsigned(body.required(name), name, bits);
    }

    private static byte[] data(Optional<JsonNode> node) throws InvalidRequestException {
        boolean none = node.isEmpty()
                || node.get().isTextual() && node.get().textValue().isEmpty();
        return none ? new byte[0] : Values.bytes(node.get(), "data");
    }
}
