package io.offerflow.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.chain.Chains;
import io.offerflow.api.chain.Token;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.bouncycastle.jcajce.provider.digest.Keccak;

/** What a wallet signs for a USDC transfer, computed apart from the product: from the JSON, word by word. */
public final class UsdcDigest {
    private static final String DOMAIN =
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
    private static final String TRANSFER =
            "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)";

    private UsdcDigest() {}

    /** Of the token known at that address, else of the chain's USDC. */
    public static byte[] of(long chainId, String asset, JsonNode authorization) {
        var chain = Chains.find("eip155:" + chainId).orElseThrow();
        Token token = Chains.token(chain, asset).orElse(chain.usdc());
        String domain = hash(DOMAIN)
                + hash(token.name())
                + hash(token.version())
                + number(BigInteger.valueOf(chainId))
                + address(token.address());
        String struct = hash(TRANSFER)
                + address(authorization.path("from").asText())
                + address(authorization.path("to").asText())
                + number(new BigInteger(authorization.path("value").asText()))
                + number(new BigInteger(authorization.path("validAfter").asText()))
                + number(new BigInteger(authorization.path("validBefore").asText()))
                + authorization.path("nonce").asText().substring(2);
        return keccak(bytes("1901" + hex(keccak(bytes(domain))) + hex(keccak(bytes(struct)))));
    }

    private static String hash(String text) {
        return hex(keccak(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String number(BigInteger number) {
        return String.format("%064x", number);
    }

    private static String address(String address) {
        return "0".repeat(24) + address.substring(2);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] keccak(byte[] bytes) {
        return new Keccak.Digest256().digest(bytes);
    }
}
