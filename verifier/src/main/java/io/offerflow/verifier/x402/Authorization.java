package io.offerflow.verifier.x402;

import java.math.BigInteger;

/**
 * A signed permission to take money. Addresses and the EIP-3009 nonce are in the form that was checked: 0x and hexadecimal digits, the
 * payer and the nonce in lower case.
 */
public sealed interface Authorization {

    /** The payer, lower case. */
    String from();

    /** The payee as sent. */
    String to();

    /** Atomic units. */
    BigInteger value();

    /** Seconds since 1970, as is {@link #validBefore}. */
    BigInteger validAfter();

    BigInteger validBefore();

    /** What makes it unique among the payer's authorizations of this kind. The two kinds never spell a nonce alike. */
    String nonce();

    /** 0x and at least 130 digits, the recovery byte 27 or 28 where it was 0 or 1. */
    String signature();

    /** {@code TransferWithAuthorization} of the token itself. The nonce is 0x and 64 digits. */
    record Eip3009(
            String from,
            String to,
            BigInteger value,
            BigInteger validAfter,
            BigInteger validBefore,
            String nonce,
            String signature)
            implements Authorization {}

    /**
     * {@code PermitWitnessTransferFrom} of the Permit2 contract. The payee and the start are its witness's, the end is its deadline, the
     * nonce a decimal number.
     *
     * @param token what may be taken, as sent
     */
    record Permit2(
            String from,
            String to,
            String token,
            BigInteger value,
            BigInteger validAfter,
            BigInteger validBefore,
            String nonce,
            String signature)
            implements Authorization {}
}
