package io.offerflow.workflows.identity;

import io.offerflow.api.condition.Reason;
import io.offerflow.workflows.chain.IntentReport;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an account's words are called in conditions. */
final class AccountReasons {
    private AccountReasons() {}

    static Reason of(OpenIntent intent) {
        IntentReport.State state = intent.state();
        if (state == null) {
            return Reason.Submitted;
        }
        return switch (state) {
            case WAITING -> waiting(intent.code());
            case CONFIRMED, DONE, ADOPTED -> Reason.Confirming;
            case FAILED -> Reason.RegistrationFailed;
            case CANCELLED -> Reason.RegistrationCancelled;
        };
    }

    private static Reason waiting(@Nullable String code) {
        return switch (Objects.requireNonNullElse(code, "")) {
            case "CONFIRMING" -> Reason.Confirming;
            case "REORGED" -> Reason.ReorgDetected;
            case "RPC_UNAVAILABLE" -> Reason.RpcUnavailable;
            case "WRONG_CHAIN" -> Reason.WrongChain;
            case "REGISTRY_MISSING" -> Reason.RegistryMissing;
            case "SIGNER_UNAVAILABLE" -> Reason.SignerUnavailable;
            case "SIGNER_REFUSED" -> Reason.SignerRefused;
            case "SIGNER_MISMATCH" -> Reason.SignerMismatch;
            case "INSUFFICIENT_FUNDS" -> Reason.InsufficientFunds;
            case "FEE_CAP_REACHED" -> Reason.FeesTooHigh;
            case "NONCE_CONFLICT", "NONCE_GAP" -> Reason.NonceConflict;
            case "REVERTED", "GAS_ABOVE_LIMIT" -> Reason.RegistrationFailed;
            case "CANCELLING" -> Reason.RegistrationCancelled;
            default -> Reason.Submitted;
        };
    }
}
