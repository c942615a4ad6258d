package io.offerflow.ethereum;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Draws what a test says, in this order and in these lengths. */
public final class ScriptedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient Deque<byte[]> draws;

    public ScriptedRandom(byte[]... draws) {
        this.draws = new ArrayDeque<>(List.of(draws));
    }

    @Override
    public void nextBytes(byte[] bytes) {
        byte[] next = draws.removeFirst();
        if (next.length != bytes.length) {
            throw new IllegalStateException("drawn: " + bytes.length + " bytes, scripted: " + next.length);
        }
        System.arraycopy(next, 0, bytes, 0, next.length);
    }
}
