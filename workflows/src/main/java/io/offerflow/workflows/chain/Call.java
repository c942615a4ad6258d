package io.offerflow.workflows.chain;

import java.math.BigInteger;

/**
 * A call of a contract.
 *
 * @param to contract, 0x and 40 hex digits
 * @param data 0x and hex digits, at most {@link #MAX_DATA} bytes
 * @param value wei
 */
public record Call(String to, String data, BigInteger value) {
    /** A document of 24 KiB as a {@code data:} URI, in the words of the ABI. */
    public static final int MAX_DATA = 36 * 1024;

    /** A call that sends no money. */
    public static Call of(String to, String data) {
        return new Call(to, data, BigInteger.ZERO);
    }
}
