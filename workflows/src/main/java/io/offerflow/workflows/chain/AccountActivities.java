package io.offerflow.workflows.chain;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an account does, on {@link io.offerflow.workflows.TaskQueues#CHAIN}. Each may be done twice, or its answer be lost; none both signs and sends. */
@ActivityInterface
public interface AccountActivities {
    /** Type of the retryable failure: no endpoint gave a usable answer. */
    String CHAIN_UNAVAILABLE = "ChainUnavailable";
    /** Type of the failure that only a person can mend: endpoints answer, and none serves this chain. */
    String WRONG_CHAIN = "WrongChain";
    /** Type of the retryable failure: the signer gave no answer. */
    String SIGNER_UNAVAILABLE = "SignerUnavailable";

    /** @param address 0x and 40 lower-case digits */
    record Account(BigInteger chainId, String address) {}

    @ActivityMethod(name = "LookAtAccount")
    Look look(Account account, List<Probe> probes);

    /** @param rules here, so that a replay sees those that held then */
    record Look(ChainView view, AccountRules rules) {}

    /** Searches for what the intent wants, then simulates it. */
    @ActivityMethod(name = "PrepareIntent")
    Readiness prepare(Preparation preparation);

    /**
     * @param cursor where the search goes on; null at its beginning
     * @param finalDepth blocks, its own counted, below which nothing that stands there can be taken back
     */
    record Preparation(
            Account account, Intent intent, @Nullable SearchCursor cursor, BigInteger maxGas, BigInteger finalDepth) {}

    /** What is answered has been compared with the order, byte by byte. */
    @ActivityMethod(name = "SignTransaction")
    SignAnswer sign(Order order);

    /** One transaction. */
    record Order(Account account, Call call, BigInteger nonce, BigInteger gasLimit, Fees fees) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "answer")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = SignAnswer.Signed.class, name = "Signed"),
        @JsonSubTypes.Type(value = SignAnswer.NotSigned.class, name = "NotSigned")
    })
    sealed interface SignAnswer {
        record Signed(String hash, String raw) implements SignAnswer {}

        record NotSigned(SignTrouble trouble, String detail) implements SignAnswer {}
    }

    /** Hands the same bytes to every endpoint; the best answer counts. Never fails because of what endpoints say. */
    @ActivityMethod(name = "SendTransaction")
    Sent send(Account account, String raw);

    /** @param detail what a node said, in our words; may be empty */
    record Sent(SendAnswer answer, String detail) {}
}
