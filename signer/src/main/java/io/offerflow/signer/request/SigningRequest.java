package io.offerflow.signer.request;

import io.offerflow.ethereum.Address;
import io.offerflow.ethereum.Keccak;
import io.offerflow.ethereum.Signature;
import io.offerflow.ethereum.transaction.DynamicFeeTransaction;
import io.offerflow.signer.eip712.TypedData;
import io.offerflow.signer.json.Fields;
import io.offerflow.signer.json.InvalidRequestException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Something to sign, read whole from a caller's words. */
public sealed interface SigningRequest {

    /** The 32 bytes that are signed. */
    byte[] digest();

    /** What the caller gets for a signature: a field of the answer and its text. */
    default Answered answered(Signature signature) {
        return new Answered("signature", signature.hex());
    }

    record Answered(String field, String text) {}

    /** @throws InvalidRequestException naming the field that cannot be used */
    static SigningRequest parse(Operation operation, Fields body) throws InvalidRequestException {
        return switch (operation) {
            case TRANSACTION -> TransactionReader.read(body);
            case MESSAGE -> MessageReader.message(body);
            case TYPED_DATA -> new Typed(TypedData.parse(body));
            case HASH -> MessageReader.hash(body);
        };
    }

    /**
     * A transaction with fees of EIP-1559.
     *
     * @param value in wei, as fees are, which are for one unit of gas
     */
    record Transaction(
            long chainId,
            BigInteger nonce,
            BigInteger priorityFee,
            BigInteger maxFee,
            BigInteger gasLimit,
            Address to,
            BigInteger value,
            byte[] data)
            implements SigningRequest {
        @Override
        public byte[] digest() {
            return encoding().digest();
        }

        @Override
        public Answered answered(Signature signature) {
            return new Answered("signed_transaction", encoding().signed(signature));
        }

        private DynamicFeeTransaction encoding() {
            return new DynamicFeeTransaction(chainId, nonce, priorityFee, maxFee, gasLimit, to, value, data);
        }
    }

    /** A text or bytes that people are shown. */
    record Message(byte[] bytes) implements SigningRequest {
        @Override
        public byte[] digest() {
            String prefix = "\u0019Ethereum Signed Message:\n" + bytes.length;
            return Keccak.hash(prefix.getBytes(StandardCharsets.UTF_8), bytes);
        }
    }

    record Typed(TypedData data) implements SigningRequest {
        @Override
        public byte[] digest() {
            return data.digest();
        }
    }

    /** Nobody can say what it means. */
    record RawHash(byte[] digest) implements SigningRequest {}
}
