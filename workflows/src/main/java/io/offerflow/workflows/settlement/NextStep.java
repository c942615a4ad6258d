package io.offerflow.workflows.settlement;

import io.offerflow.api.settlement.Outcome;

/** What is to be done now. */
sealed interface NextStep {

    /** The outcome is known. */
    record Report(Outcome outcome) implements NextStep {}

    /** The gate sends its bytes once more; after it comes a pause. */
    record Resend(String why) implements NextStep {}

    /** Only time helps. */
    record Pause(String why) implements NextStep {}

    /** People are told that nobody can find out; looking goes on slowly. */
    record GiveUp(String why) implements NextStep {}

    /** Nobody stated an outcome for a month. */
    record Abandon() implements NextStep {}
}
