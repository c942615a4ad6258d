package io.offerflow.workflows.chain;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigInteger;

/** Whether an intent may get a nonce, found by searching for what it wants and by simulating the call. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "readiness")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Readiness.Ready.class, name = "Ready"),
    @JsonSubTypes.Type(value = Readiness.Found.class, name = "Found"),
    @JsonSubTypes.Type(value = Readiness.Reverts.class, name = "Reverts"),
    @JsonSubTypes.Type(value = Readiness.Searching.class, name = "Searching"),
    @JsonSubTypes.Type(value = Readiness.NotYet.class, name = "NotYet")
})
public sealed interface Readiness {

    /** What it wants is not there, and the call succeeds. @param gas limit with its margin */
    record Ready(BigInteger gas) implements Readiness {}

    /** What it wants is there already. */
    record Found(Finding finding) implements Readiness {}

    /** The call reverts, and would whenever it is asked. @param decoded reason by name */
    record Reverts(String decoded) implements Readiness {}

    /** The search goes on from here. */
    record Searching(SearchCursor cursor) implements Readiness {}

    /** It cannot be told yet: an endpoint is away, or lags behind. */
    record NotYet(Reason reason, String detail) implements Readiness {}
}
