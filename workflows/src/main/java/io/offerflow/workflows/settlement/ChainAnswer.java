package io.offerflow.workflows.settlement;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/** What is known of an authorization from its chain. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "answer")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ChainAnswer.Moved.class, name = "Moved"),
    @JsonSubTypes.Type(value = ChainAnswer.UsedOtherwise.class, name = "UsedOtherwise"),
    @JsonSubTypes.Type(value = ChainAnswer.Confirming.class, name = "Confirming"),
    @JsonSubTypes.Type(value = ChainAnswer.Unused.class, name = "Unused"),
    @JsonSubTypes.Type(value = ChainAnswer.Unproven.class, name = "Unproven"),
    @JsonSubTypes.Type(value = ChainAnswer.NoEndpoint.class, name = "NoEndpoint"),
    @JsonSubTypes.Type(value = ChainAnswer.Unreachable.class, name = "Unreachable")
})
public sealed interface ChainAnswer {

    /**
     * At depth, in a canonical block, this token used the authorization and moved its value to the seller.
     *
     * @param credit which of the transaction's uses; empty when there is only one
     */
    record Moved(String transaction, String credit, long block) implements ChainAnswer {}

    /** At depth, the authorization was used or cancelled without that transfer. */
    record UsedOtherwise(String detail) implements ChainAnswer {}

    /** Used in a block that is not final yet. */
    record Confirming(String detail) implements ChainAnswer {}

    /** Not used up to a final block of this time, and not after it either. */
    record Unused(Instant finalTime) implements ChainAnswer {}

    /** The chain was asked, and its answer proves nothing. */
    record Unproven(String detail) implements ChainAnswer {}

    /** No RPC endpoint is set for this network. */
    record NoEndpoint() implements ChainAnswer {}

    /** No endpoint gave a usable answer. */
    record Unreachable(String detail) implements ChainAnswer {}
}
