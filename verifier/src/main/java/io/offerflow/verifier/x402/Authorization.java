package io.offerflow.verifier.x402;

import java.math.BigInteger;

/**
 * A signed EIP-3009 transfer.
 *
 * @param from the payer, lower case
 * @param to the payee as sent
 * @param value atomic units
 * @param validAfter seconds since 1970, as is {@code validBefore}
 * @param nonce 0x and 64 digits, lower case
 * @param signature 0x and at least 130 digits, the recovery byte 27 or 28 where it was 0 or 1
 */
public record Authorization(
        String from,
        String to,
        BigInteger value,
        BigInteger validAfter,
        BigInteger validBefore,
        String nonce,
        String signature) {}
