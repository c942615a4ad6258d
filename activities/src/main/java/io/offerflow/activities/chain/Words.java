package io.offerflow.activities.chain;

import java.math.BigInteger;
import java.util.Locale;

/** Numbers and 32-byte words as JSON-RPC and the ABI write them. */
final class Words {
    private static final int HEX = 16;

    private Words() {}

    /** An address as a topic: 32 bytes, lower case. */
    static String address(String address) {
        return "0x" + "0".repeat(24) + digits(address);
    }

    /** Lower-case digits without 0x. */
    static String digits(String hex) {
        return hex.substring(2).toLowerCase(Locale.ROOT);
    }

    static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }

    /** @throws NumberFormatException where it is none */
    static BigInteger number(String hex) {
        if (!hex.startsWith("0x")) {
            throw new NumberFormatException("not a quantity");
        }
        return new BigInteger(hex.substring(2), HEX);
    }
}
