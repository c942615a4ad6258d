package io.offerflow.api.settlement;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What the gate says of a settlement when it is asked to send it again, or is told an outcome. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "word")
@JsonSubTypes({
    @JsonSubTypes.Type(value = GateWord.Stands.class, name = "Stands"),
    @JsonSubTypes.Type(value = GateWord.TransactionTaken.class, name = "TransactionTaken"),
    @JsonSubTypes.Type(value = GateWord.Forgotten.class, name = "Forgotten")
})
public sealed interface GateWord {

    /** What its ledger says now: a state in the gate's spelling, and the transaction of a settled one. */
    record Stands(String state, String transaction) implements GateWord {}

    /** The transaction credits another payment, so nothing was changed. */
    record TransactionTaken() implements GateWord {}

    /** No replica knows it. */
    record Forgotten() implements GateWord {}
}
