package io.offerflow.signer.desk;

import io.offerflow.signer.json.InvalidRequestException;
import io.offerflow.signer.policy.Decision;
import io.offerflow.signer.request.SigningRequest;

/** How a request ended. Sentences are for the caller. */
public sealed interface Outcome {

    /** @param answered what the caller gets */
    record Signed(SigningRequest.Answered answered) implements Outcome {}

    record Invalid(InvalidRequestException.Kind kind, String sentence) implements Outcome {}

    record UnknownKey() implements Outcome {}

    record Limited(long retryAfterSeconds) implements Outcome {}

    record Refused(Decision.Reason reason, String sentence) implements Outcome {}

    /** Something that is no fault of the caller; nothing was given away. */
    record Failed(String sentence) implements Outcome {}

    /** What could not be made durable is not done. */
    record Unavailable(String sentence) implements Outcome {}
}
