package io.offerflow.verifier.facilitator;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.verifier.pay.Facilitator.Settlement;
import io.offerflow.verifier.pay.Facilitator.Verification;
import io.offerflow.verifier.x402.FacilitatorText;
import io.offerflow.verifier.x402.Problem;
import io.offerflow.verifier.x402.Wire;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * What a reply means. The JSON decides, whatever the status: some facilitators put their verdicts into 400, 412 and 500. Only a boolean is a
 * verdict, and one in favour counts only with a status of success. A call that may have arrived and did not answer clearly is never read as
 * "nothing was taken", nor is a failure that can have come after the money moved: only the chain knows then.
 */
final class Verdicts {
    private static final Pattern HASH = Pattern.compile("0x[0-9a-fA-F]{1,128}");
    /**
     * Failures that leave it open whether money moved: of a transaction that had been sent, or of an authorization that is used up, maybe by
     * this very order if something between delivered it twice. Official facilitators report a lost connection to their node, and
     * x402-rs a receipt it did not wait for, as failures like these.
     */
    private static final Pattern MAY_HAVE_MOVED = Pattern.compile(
            "pending|already_used|used_or_canceled|transaction_failed|transaction_state|event_mismatch|unexpected");

    private static final int REQUEST_TIMEOUT = 408;
    private static final int PRECONDITION_FAILED = 412;

    private Verdicts() {}

    static Verification verification(Reply reply, URI facilitator) {
        return switch (reply) {
            case Reply.Full full -> new Verification.Busy();
            case Reply.Unsent unsent -> new Verification.Unavailable(false, unsent.detail());
            case Reply.Lost lost -> new Verification.Unavailable(false, lost.detail());
            case Reply.Answer answer -> verification(answer, facilitator);
        };
    }

    static Settlement settlement(Reply reply) {
        return switch (reply) {
            case Reply.Full full -> new Settlement.NotTaken(false, "as many calls are under way as may be");
            case Reply.Unsent unsent -> new Settlement.NotTaken(false, unsent.detail());
            case Reply.Lost lost -> new Settlement.Unknown(lost.detail(), "");
            case Reply.Answer answer -> settlement(answer);
        };
    }

    /** Whether the facilitator did its work, whatever it found. */
    static boolean isVerdict(Reply.Answer answer) {
        JsonNode json = Wire.read(answer.body());
        return json.path("isValid").isBoolean() || json.path("success").isBoolean();
    }

    private static Verification verification(Reply.Answer answer, URI facilitator) {
        JsonNode json = Wire.read(answer.body());
        JsonNode valid = json.path("isValid");
        boolean refused = valid.isBoolean() && !valid.booleanValue();
        if (answer.status() == PRECONDITION_FAILED && json.isObject()) {
            return new Verification.Invalid(Problem.PERMIT2_ALLOWANCE_REQUIRED.code());
        }
        if (refused) {
            return new Verification.Invalid(text(json, "invalidReason"));
        }
        if (valid.isBoolean() && isSuccess(answer.status())) {
            return new Verification.Valid(facilitator);
        }
        return new Verification.Unavailable(true, "status " + answer.status() + " without a verdict");
    }

    private static Settlement settlement(Reply.Answer answer) {
        JsonNode json = Wire.read(answer.body());
        JsonNode success = json.path("success");
        String sent = text(json, "transaction");
        String transaction = HASH.matcher(sent).matches() ? sent : "";
        if (success.isBoolean() && success.booleanValue() && isSuccess(answer.status())) {
            return new Settlement.Settled(transaction);
        }
        String reason = text(json, "errorReason");
        if (success.isBoolean() && !success.booleanValue()) {
            boolean proof = answer.status() < 500
                    && transaction.isEmpty()
                    && !MAY_HAVE_MOVED.matcher(reason).find();
            return proof ? new Settlement.Rejected(reason) : new Settlement.Unknown(reason, transaction);
        }
        String detail = "status " + answer.status() + " without a verdict";
        boolean turnedAway = answer.status() >= 400 && answer.status() < 500 && answer.status() != REQUEST_TIMEOUT;
        return turnedAway ? new Settlement.NotTaken(true, detail) : new Settlement.Unknown(detail, transaction);
    }

    private static String text(JsonNode json, String field) {
        return FacilitatorText.clean(json.path(field).asText(""));
    }

    private static boolean isSuccess(int status) {
        return status >= 200 && status < 300;
    }
}
