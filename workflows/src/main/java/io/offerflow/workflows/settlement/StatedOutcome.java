package io.offerflow.workflows.settlement;

import io.offerflow.api.settlement.Outcome;
import io.offerflow.api.settlement.Outcome.State;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operator found out by other means.
 *
 * @param state {@code settled}, {@code failed} or {@code expired}
 * @param transaction for settled
 * @param reason how it is known, at most 200 characters; kept with the outcome
 */
public record StatedOutcome(@Nullable String state, @Nullable String transaction, @Nullable String reason) {
    private static final int MAX_REASON = 200;

    /** What is wrong with it, or empty. */
    Optional<String> flaw() {
        Optional<State> known = State.find(text(state)).filter(found -> found != State.UNRESOLVED);
        if (known.isEmpty()) {
            return Optional.of("state is settled, failed or expired");
        }
        if (known.get() == State.SETTLED
                ? !Outcome.isTransaction(text(transaction))
                : !text(transaction).isEmpty()) {
            return Optional.of("settled needs its transaction, and the others have none");
        }
        return text(reason).length() > MAX_REASON
                ? Optional.of("reason has at most " + MAX_REASON + " characters")
                : Optional.empty();
    }

    /** @throws java.util.NoSuchElementException where {@link #flaw} has something to say */
    Outcome outcome() {
        String detail = text(reason).isEmpty() ? "stated by an operator" : "stated by an operator: " + text(reason);
        return new Outcome(State.find(text(state)).orElseThrow(), text(transaction), "", detail);
    }

    private static String text(@Nullable String given) {
        return given == null ? "" : given.strip();
    }
}
