package io.offerflow.verifier.facilitator;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.verifier.pay.Facilitator.Settlement;
import io.offerflow.verifier.pay.Facilitator.Verification;
import io.offerflow.verifier.x402.FacilitatorText;
import io.offerflow.verifier.x402.Problem;
import io.offerflow.verifier.x402.Wire;
import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a reply means. The JSON decides, whatever the status: some facilitators put their verdicts into 400, 412 and 500. Only a boolean is a
 * verdict, and one in favour counts only with a status of success. A call that may have arrived and did not answer clearly is never read as
 * "nothing was taken", nor is a failure that is not known to come before the money moves: only the chain knows then.
 */
final class Verdicts {
    private static final Pattern HASH = Pattern.compile("0x[0-9a-fA-F]{1,128}");
    /**
     * Refusals before anything is sent to the chain, so that nothing can have moved: those of the specification, of the official facilitators
     * and of x402-rs. Whatever is not among them may have come at any stage: a lost connection to a node, a receipt that nobody waited for, a
     * used nonce that this very order may have used, a simulation that fails now and did not a moment ago, prose.
     */
    private static final Pattern NOTHING_MOVED = Pattern.compile("insufficient_[a-z0-9_]+|unsupported_[a-z0-9_]+"
            + "|invalid_(?!exact_|upto_)[a-z0-9_]+|asset_not_deployed_contract"
            + "|(invalid_exact_evm|permit2)_(payload_)?(authorization_)?(invalid_|failed_to_parse_)?"
            + "(signature|recipient|to|spender|owner|value|amount|scheme|network|missing_eip712_domain|token|asset|valid_before|valid_after"
            + "|deadline|not_yet_valid|expired|insufficient_(balance|funds|allowance|value)|allowance_required|eip3009_not_supported"
            + "|undeployed_smart_wallet|(proxy_)?not_deployed|(asset_)?not_deployed_contract)"
            + "(_name|_version|_address|_format|_length)?(_mismatch|_expired|_too_soon|_too_low)?");

    /** Words of what comes later, in whatever name. */
    private static final Pattern LATER = Pattern.compile(
            "transaction|simulation|receipt|pending|nonce|used|event|settle|unexpected|timeout|timed_out");

    private static final int SERVER_ERRORS = 500;
    private static final int PRECONDITION_FAILED = 412;
    /** Request timeout, conflict, too early: somebody may be at work on the order. */
    private static final Set<Integer> IN_DOUBT = Set.of(408, 409, 425);

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
        String reason = text(json, "errorReason");
        if (!success.isBoolean()) {
            String detail = "status " + answer.status() + " without a verdict";
            return turnedAway(answer.status(), json)
                    ? new Settlement.NotTaken(true, detail)
                    : new Settlement.Unknown(detail, transaction);
        }
        if (!success.booleanValue()) {
            boolean proof = answer.status() < SERVER_ERRORS && namesNone(json) && nothingMoved(reason);
            return proof ? new Settlement.Rejected(reason) : new Settlement.Unknown(reason, transaction);
        }
        // A success that its own status denies earns no delivery and no release: the chain is asked for the transaction
        // it names.
        return isSuccess(answer.status())
                ? new Settlement.Settled(transaction)
                : new Settlement.Unknown("success with status " + answer.status(), transaction);
    }

    /** Refused before it was read: no word of a settlement in it. */
    private static boolean turnedAway(int status, JsonNode json) {
        String reason = text(json, "errorReason");
        return status >= 400
                && status < SERVER_ERRORS
                && !IN_DOUBT.contains(status)
                && !json.has("success")
                && namesNone(json)
                && (reason.isEmpty() || nothingMoved(reason));
    }

    /** Whatever stands there as a transaction, in whatever form, is one. */
    private static boolean namesNone(JsonNode json) {
        JsonNode transaction = json.path("transaction");
        return transaction.isMissingNode()
                || transaction.isNull()
                || (transaction.isTextual() && transaction.textValue().isEmpty());
    }

    private static boolean nothingMoved(String reason) {
        return NOTHING_MOVED.matcher(reason).matches() && !LATER.matcher(reason).find();
    }

    private static String text(JsonNode json, String field) {
        return FacilitatorText.clean(json.path(field).asText(""));
    }

    private static boolean isSuccess(int status) {
        return status >= 200 && status < 300;
    }
}
