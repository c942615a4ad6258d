package io.offerflow.workflows.chain;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The sole owner of a signer's nonces on a chain; id {@code chain-account/<chainId>/<address>}. It lives for ever and costs nothing while idle. */
@WorkflowInterface
public interface ChainAccountWorkflow {

    /** @param address in any case */
    static String id(BigInteger chainId, String address) {
        return "chain-account/" + chainId + "/" + address.toLowerCase(Locale.ROOT);
    }

    @WorkflowMethod
    void run(AccountInput input);

    @UpdateMethod(
            description = "Hands over a call that shall take effect once, or tells how it stands when its id is known.")
    IntentReport submit(Intent intent);

    @UpdateValidatorMethod(updateName = "submit")
    void validateSubmit(Intent intent);

    @UpdateMethod(
            description = "Asks for the end of an intent, by its id. One without a nonce ends at once; otherwise an"
                    + " empty transaction races for the nonce, and may lose.")
    IntentReport cancel(String intentId);

    @UpdateValidatorMethod(updateName = "cancel")
    void validateCancel(String intentId);

    @UpdateMethod(description = "Tries an intent again, by its id, that ended without effect.")
    IntentReport retry(String intentId);

    @UpdateValidatorMethod(updateName = "retry")
    void validateRetry(String intentId);

    @UpdateMethod(
            description =
                    "States that a transaction of others used a nonce for good, where no endpoint can show it: {\"nonce\": 7,"
                            + " \"hash\": \"0x...\"}. The intent gets another nonce, so a wrong statement can do it twice.")
    String acceptForeign(ForeignUse use);

    @UpdateValidatorMethod(updateName = "acceptForeign")
    void validateForeign(ForeignUse use);

    @UpdateMethod(description = "Signs again after the signer, which had signed something else, was repaired.")
    String resume();

    @SignalMethod(description = "Looks at the chain now.")
    void look();

    @QueryMethod(description = "The account and each intent with its transactions and why it waits, in Markdown.")
    String describe();

    @QueryMethod(description = "How one intent stands, by its id; null when it is not known.")
    @Nullable
    IntentReport standing(String intentId);

    /** @param hash of the transaction that used the nonce, 0x and 64 digits */
    record ForeignUse(BigInteger nonce, String hash) {}
}
