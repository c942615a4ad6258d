package io.offerflow.workflows.chain;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigInteger;

/** What is known of a nonce. Mined and Replaced are read anew at every look: a reorg takes both back. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SlotState.Reserved.class, name = "Reserved"),
    @JsonSubTypes.Type(value = SlotState.Signed.class, name = "Signed"),
    @JsonSubTypes.Type(value = SlotState.Broadcast.class, name = "Broadcast"),
    @JsonSubTypes.Type(value = SlotState.Mined.class, name = "Mined"),
    @JsonSubTypes.Type(value = SlotState.Replaced.class, name = "Replaced")
})
sealed interface SlotState {

    /** Taken; nothing is signed. */
    record Reserved() implements SlotState {}

    /** The bytes are recorded and were never handed over. */
    record Signed() implements SlotState {}

    /** Handed over at least once, and not in a block as far as is known. */
    record Broadcast() implements SlotState {}

    /** @param depth at the last look that saw the receipt */
    record Mined(Receipt receipt, BigInteger depth) implements SlotState {}

    /** @param depth of the foreign transaction at the last look that saw it */
    record Replaced(String foreignHash, BigInteger depth) implements SlotState {}
}
