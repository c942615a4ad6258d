package io.offerflow.ethereum.keystore;

/**
 * What scrypt costs (RFC 7914).
 *
 * @param n how much memory and time, a power of two
 * @param r the size of a block; {@code 128 * n * r} bytes of memory are used
 * @param p how often all of it is done
 */
record Scrypt(int n, int r, int p) {
    /** The one that geth and web3 call standard: 256 MiB. */
    static final Scrypt STANDARD = new Scrypt(262_144, 8, 1);

    private static final long MAX_MEMORY = memory(STANDARD.n, STANDARD.r);
    private static final int MAX_P = 16;
    /** RFC 7914 wants n below 2 to the power of {@code 16 * r}, which only r = 1 can miss. */
    private static final int MAX_N_OF_SMALLEST_BLOCK = 32_768;

    /** False for what cannot be computed, or only with more memory than a standard file needs. */
    boolean isSupported() {
        boolean power = n > 1 && Integer.bitCount(n) == 1;
        boolean block = r > 1 || n <= MAX_N_OF_SMALLEST_BLOCK;
        return power && block && r >= 1 && p >= 1 && p <= MAX_P && memory(n, r) <= MAX_MEMORY;
    }

    private static long memory(long n, long r) {
        return 128 * n * r;
    }
}
