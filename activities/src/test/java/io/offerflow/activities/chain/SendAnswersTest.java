package io.offerflow.activities.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Json;
import io.offerflow.workflows.chain.AccountActivities.Sent;
import io.offerflow.workflows.chain.SendAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts of geth, anvil, nethermind, erigon and of providers that give every error the same code. */
class SendAnswersTest {
    private static RpcError error(int code, String text) {
        return new RpcError(
                "eth_sendRawTransaction",
                Json.mapper().createObjectNode().put("code", code).put("message", text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-32000|already known|ALREADY_KNOWN",
                "-32003|transaction already imported|ALREADY_KNOWN",
                "-32010|AlreadyKnown|ALREADY_KNOWN",
                "-32000|nonce too low: next nonce 5, tx nonce 4|NONCE_TOO_LOW",
                "-32003|nonce too low|NONCE_TOO_LOW",
                "-32603|Internal error: nonce too low|NONCE_TOO_LOW",
                "-32010|OldNonce, Current nonce: 5, nonce of rejected tx: 4|NONCE_TOO_LOW",
                "-32000|replacement transaction underpriced|UNDERPRICED",
                "-32000|INTERNAL_ERROR: could not replace existing tx|UNDERPRICED",
                "-32010|ReplacementNotAllowed|UNDERPRICED",
                "-32000|transaction underpriced: gas tip cap 0, minimum needed 1|FEE_TOO_LOW",
                "-32000|max fee per gas less than block base fee: address 0x1|FEE_TOO_LOW",
                "-32010|FeeTooLow, MaxFeePerGas too low|FEE_TOO_LOW",
                "-32000|insufficient funds for gas * price + value|INSUFFICIENT_FUNDS",
                "-32003|Insufficient funds for gas * price + value|INSUFFICIENT_FUNDS",
                "-32003|invalid chain id for signer|WRONG_CHAIN",
                "-32000|intrinsic gas too low|REJECTED",
                "-32000|tx fee (2.00 ether) exceeds the configured cap (1.00 ether)|REJECTED",
                "-32000|nonce too high|UNKNOWN",
                "-32005|limit exceeded|UNKNOWN",
                "-32603|internal error|UNKNOWN"
            })
    void aTextMeansTheSameWhateverItsCode(int code, String text, SendAnswer answer) {
        assertThat(SendAnswers.classify(error(code, text)).answer()).isEqualTo(answer);
    }

    @Test
    void nothingThatANodeWritesIsRepeated() {
        Sent sent = SendAnswers.classify(error(-32000, "nonce too low at https://rpc.example/secret-key"));
        assertThat(sent.detail()).isEqualTo("nonce too low, error -32000");
    }

    @Test
    void ofSeveralAnswersTheBestCounts() {
        Sent accepted = new Sent(SendAnswer.ACCEPTED, "");
        Sent low = new Sent(SendAnswer.NONCE_TOO_LOW, "");
        Sent lost = new Sent(SendAnswer.UNKNOWN, "");
        assertThat(SendAnswers.better(lost, accepted)).isEqualTo(accepted);
        assertThat(SendAnswers.better(low, lost)).isEqualTo(low);
        assertThat(SendAnswers.better(accepted, low)).isEqualTo(accepted);
    }
}
