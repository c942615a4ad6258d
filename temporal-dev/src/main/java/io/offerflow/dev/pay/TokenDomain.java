package io.offerflow.dev.pay;

import java.math.BigInteger;

/**
 * The EIP-712 domain of a token contract.
 *
 * @param name the token's EIP-712 name, which is not always its ERC-20 name
 * @param version the token's EIP-712 version
 * @param chainId EIP-155 chain id
 * @param contract the token's address, 0x and 40 hexadecimal digits
 */
public record TokenDomain(String name, String version, BigInteger chainId, String contract) {
    private static final byte[] TYPE_HASH =
            Abi.keccak("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    /** The domain separator, 32 bytes: what {@code DOMAIN_SEPARATOR()} of the contract returns. */
    public byte[] separator() {
        return Abi.keccak(
                TYPE_HASH, Abi.keccak(name), Abi.keccak(version), Abi.uint256(chainId), Abi.address(contract));
    }
}
