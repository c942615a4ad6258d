package io.offerflow.api.settlement;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What became of a settlement.
 *
 * @param transaction for SETTLED only; empty otherwise
 * @param credit which transfer of the transaction, where it holds several; empty otherwise
 * @param detail a sentence for people
 */
public record Outcome(State state, String transaction, String credit, String detail) {
    /** What the gate takes as a transaction. */
    private static final Pattern TRANSACTION = Pattern.compile("[0-9A-Za-z]{1,130}");

    public enum State {
        SETTLED("settled"),
        /** The authorization was used up by something else than this sale. */
        FAILED("failed"),
        /** It was never used and never can be. */
        EXPIRED("expired"),
        /** Nobody could find out; the only one that is not final. */
        UNRESOLVED("unresolved");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** As the gate spells it. */
        public String word() {
            return word;
        }

        public static Optional<State> find(String word) {
            return Arrays.stream(values())
                    .filter(state -> state.word.equals(word))
                    .findFirst();
        }
    }

    public static Outcome settled(String transaction, String credit, String detail) {
        return new Outcome(State.SETTLED, transaction, credit, detail);
    }

    public static Outcome of(State state, String detail) {
        return new Outcome(state, "", "", detail);
    }

    public static boolean isTransaction(String text) {
        return TRANSACTION.matcher(text).matches();
    }
}
