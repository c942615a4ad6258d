package io.offerflow.verifier.signature;

import io.offerflow.api.chain.Token;
import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.x402.Authorization.Eip3009;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The EIP-712 digest of a {@code TransferWithAuthorization} (EIP-3009), as wallets sign it and the token contract computes it. */
final class TypedData {
    private static final byte[] DOMAIN_TYPE =
            Keccak.hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    static final byte[] TRANSFER_TYPE =
            Keccak.hash("TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,"
                    + "uint256 validBefore,bytes32 nonce)");
    private static final byte[] PREFIX = {0x19, 0x01};

    /** Tokens are few, but offers name them: what churn leaves behind is thrown away at this many. */
    private static final int MAX_DOMAINS = 4096;

    private final Map<Domain, byte[]> separators = new ConcurrentHashMap<>();

    private record Domain(long chainId, String contract, String name, String version) {}

    byte[] digest(Requirement requirement, Eip3009 a) {
        byte[] struct = Keccak.hash(
                TRANSFER_TYPE,
                Word.of(a.from()),
                Word.of(a.to()),
                Word.of(a.value()),
                Word.of(a.validAfter()),
                Word.of(a.validBefore()),
                Word.of(a.nonce()));
        return Keccak.hash(PREFIX, separator(requirement), struct);
    }

    byte[] separator(Requirement requirement) {
        Token token = requirement.token();
        Domain domain = new Domain(
                requirement.chain().id(), token.address().toLowerCase(Locale.ROOT), token.name(), token.version());
        byte[] known = separators.get(domain);
        if (known != null) {
            return known;
        }
        if (separators.size() >= MAX_DOMAINS) {
            separators.clear();
        }
        return separators.computeIfAbsent(domain, TypedData::separator);
    }

    private static byte[] separator(Domain domain) {
        return Keccak.hash(
                DOMAIN_TYPE,
                Keccak.hash(domain.name()),
                Keccak.hash(domain.version()),
                Word.of(BigInteger.valueOf(domain.chainId())),
                Word.of(domain.contract()));
    }
}
