package io.offerflow.dev.pay;

import java.math.BigInteger;

/**
 * Money that moved, as a chain's logs tell it.
 *
 * @param network CAIP-2
 * @param asset the token's address in lower case
 * @param from the payer, as he signed
 * @param to the payee, as the payer signed
 * @param value atomic units
 * @param nonce of the authorization that was used up
 * @param transaction 0x and 64 hexadecimal digits; of this transfer alone
 */
public record TokenTransfer(
        String network, String asset, String from, String to, BigInteger value, String nonce, String transaction) {}
