package io.offerflow.dev.pay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a payer signs under EIP-3009: one transfer, valid in a time window, usable once.
 *
 * @param from the payer's address
 * @param to the payee's address
 * @param value atomic units of the token
 * @param validAfter Unix seconds; the transfer is refused before
 * @param validBefore Unix seconds; the transfer is refused from then on
 * @param nonce 0x and 64 hexadecimal digits, unique per payer and token
 */
public record Authorization(
        String from, String to, BigInteger value, BigInteger validAfter, BigInteger validBefore, String nonce) {
    private static final byte[] TYPE_HASH =
            Abi.keccak("TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,"
                    + "uint256 validBefore,bytes32 nonce)");
    private static final byte[] EIP_191_TYPED_DATA = {0x19, 0x01};

    /** The EIP-712 digest that the payer's key signs, 32 bytes. */
    public byte[] digest(TokenDomain token) {
        byte[] message = Abi.keccak(
                TYPE_HASH,
                Abi.address(from),
                Abi.address(to),
                Abi.uint256(value),
                Abi.uint256(validAfter),
                Abi.uint256(validBefore),
                Abi.bytes32(nonce));
        return Abi.keccak(EIP_191_TYPED_DATA, token.separator(), message);
    }

    /** Empty when a field is missing, is not a string or is not of its type. */
    static Optional<Authorization> parse(JsonNode json) {
        String from = json.path("from").asText();
        String to = json.path("to").asText();
        String nonce = json.path("nonce").asText();
        boolean numbers = Stream.of("value", "validAfter", "validBefore")
                .map(json::path)
                .allMatch(field -> field.isTextual() && Abi.isUint256(field.textValue()));
        if (!numbers || !Abi.isAddress(from) || !Abi.isAddress(to) || !Abi.isBytes32(nonce)) {
            return Optional.empty();
        }
        return Optional.of(new Authorization(
                from,
                to,
                new BigInteger(json.path("value").textValue()),
                new BigInteger(json.path("validAfter").textValue()),
                new BigInteger(json.path("validBefore").textValue()),
                nonce));
    }

    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("from", from)
                .put("to", to)
                .put("value", value.toString())
                .put("validAfter", validAfter.toString())
                .put("validBefore", validBefore.toString())
                .put("nonce", nonce);
    }
}
