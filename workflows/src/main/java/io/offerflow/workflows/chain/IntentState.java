package io.offerflow.workflows.chain;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigInteger;

/** Where an intent is on its way. Everything but Queued and InFlight is an end. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = IntentState.Queued.class, name = "Queued"),
    @JsonSubTypes.Type(value = IntentState.InFlight.class, name = "InFlight"),
    @JsonSubTypes.Type(value = IntentState.Done.class, name = "Done"),
    @JsonSubTypes.Type(value = IntentState.Adopted.class, name = "Adopted"),
    @JsonSubTypes.Type(value = IntentState.Failed.class, name = "Failed"),
    @JsonSubTypes.Type(value = IntentState.Cancelled.class, name = "Cancelled")
})
sealed interface IntentState {

    /** Without a nonce. */
    record Queued(Waiting waiting) implements IntentState {}

    /** One nonce carries it. */
    record InFlight(BigInteger nonce) implements IntentState {}

    /** It took effect, at final depth. */
    record Done(Receipt receipt) implements IntentState {}

    /** What it wants was there before. */
    record Adopted(Finding finding) implements IntentState {}

    /** It took no effect and, without a new order, never will. */
    record Failed(Reason reason, String detail) implements IntentState {}

    /** It took no effect, as was asked. */
    record Cancelled() implements IntentState {}

    default boolean ended() {
        return switch (this) {
            case Queued ignored -> false;
            case InFlight ignored -> false;
            case Done ignored -> true;
            case Adopted ignored -> true;
            case Failed ignored -> true;
            case Cancelled ignored -> true;
        };
    }

    /** Ended without effect, so that it may be tried again. */
    default boolean repeatable() {
        return this instanceof Failed || this instanceof Cancelled;
    }
}
