package io.offerflow.verifier.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.pay.Facilitator.Settlement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A failure counts as "nothing was taken" only under a name that is known to come before anything is sent to the chain. */
class SettlementReasonsTest extends OnScriptedServer {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "insufficient_funds",
                "unsupported_scheme",
                "unsupported_payload_type",
                "invalid_payload",
                "invalid_network",
                "invalid_x402_version",
                "invalid_payment_requirements",
                "asset_not_deployed_contract",
                "invalid_exact_evm_signature",
                "invalid_exact_evm_payload_signature",
                "invalid_exact_evm_failed_to_parse_signature",
                "invalid_exact_evm_recipient_mismatch",
                "invalid_exact_evm_payload_recipient_mismatch",
                "invalid_exact_evm_scheme",
                "invalid_exact_evm_network_mismatch",
                "invalid_exact_evm_missing_eip712_domain",
                "invalid_exact_evm_insufficient_balance",
                "invalid_exact_evm_token_name_mismatch",
                "invalid_exact_evm_token_version_mismatch",
                "invalid_exact_evm_eip3009_not_supported",
                "invalid_exact_evm_payload_authorization_valid_before",
                "invalid_exact_evm_payload_authorization_valid_after",
                "invalid_exact_evm_payload_authorization_value",
                "invalid_exact_evm_payload_authorization_value_mismatch",
                "invalid_exact_evm_payload_undeployed_smart_wallet",
                "permit2_allowance_required",
                "permit2_insufficient_balance",
                "permit2_insufficient_allowance",
                "permit2_invalid_signature",
                "permit2_recipient_mismatch",
                "permit2_amount_mismatch",
                "permit2_token_mismatch",
                "permit2_deadline_expired",
                "permit2_not_yet_valid",
            })
    void aRefusalBeforeTheChainIsAskedProvesThatNothingWasTaken(String reason) {
        server.then(failure(reason));
        assertThat(settle()).isEqualTo(new Settlement.Rejected(reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "r",
                "error",
                "timeout",
                "settlement_pending",
                "settle_timeout",
                "node_unavailable",
                "rpc_error",
                "internal_error",
                "smart_wallet_deployment_failed",
                "unexpected_settle_error",
                "unexpected_verify_error",
                "invalid_transaction_state",
                "invalid_receipt",
                "invalid_nonce",
                "invalid_exact_evm_something_new",
                "invalid_exact_evm_nonce_already_used",
                "invalid_exact_evm_transaction_failed",
                "invalid_exact_evm_transaction_simulation_failed",
                "invalid_exact_evm_transfer_event_mismatch",
                "permit2_simulation_failed",
                "permit2_invalid_nonce",
                "INSUFFICIENT_FUNDS",
                "insufficient_funds for gas * price + value",
            })
    void everyOtherFailureLeavesTheOutcomeOpen(String reason) {
        server.then(failure(reason));
        assertThat(settle()).isEqualTo(new Settlement.Unknown(reason, ""));
    }

    private static String failure(String reason) {
        return ScriptedServer.ok("{\"success\":false,\"transaction\":\"\",\"errorReason\":\"" + reason + "\"}");
    }
}
