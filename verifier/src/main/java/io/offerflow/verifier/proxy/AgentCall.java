package io.offerflow.verifier.proxy;

import io.offerflow.verifier.proxy.Upstream.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one kind of request that agents get from buyers. Nothing of the client's head reaches an agent: a session's name would open it, an
 * idempotency key would fetch the answer that somebody else got, and a charset would make it read another body than the one that was judged.
 */
final class AgentCall {
    private AgentCall() {}

    /** Empty where the body is no question. */
    static Optional<Call> of(Target target, UpstreamCredential key, Customer customer, OutgoingCall asked) {
        Conversation conversation = Conversation.of(key, customer, asked.headers());
        return AgentQuestion.rewritten(asked.body(), preamble(customer, conversation))
                .map(question -> new Call(
                        "POST",
                        UpstreamPath.ofChat(target),
                        headers(key, customer, asked, conversation),
                        question,
                        Wares.AGENT_RUN));
    }

    private static List<HeaderLine> headers(
            UpstreamCredential key, Customer customer, OutgoingCall asked, Conversation conversation) {
        List<HeaderLine> lines = new ArrayList<>(List.of(
                new HeaderLine("Content-Type", "application/json"),
                // How a run ended stands in its answer, which the gate reads as it comes.
                new HeaderLine("Accept-Encoding", "identity"),
                key.line()));
        lines.addAll(asked.introduction(customer.wallet()));
        if (conversation.kept()) {
            lines.add(new HeaderLine("X-Hermes-Session-Id", conversation.id()));
        }
        if (!conversation.memory().isEmpty()) {
            lines.add(new HeaderLine("X-Hermes-Session-Key", conversation.memory()));
        }
        return List.copyOf(lines);
    }

    /**
     * Tells the agent who asks, in words that the buyer cannot write himself. Where it is not told a session, Hermes makes one of the system's
     * messages and the first question: the conversation's id among them keeps equal questions apart, and nobody can work out another's.
     */
    private static String preamble(Customer customer, Conversation conversation) {
        String who = "This request comes from "
                + (customer.anonymous()
                        ? "somebody without a wallet."
                        : "the wallet " + customer.wallet() + ", verified by the gate.");
        return conversation.kept() ? who : who + " Its reference is " + conversation.id() + ".";
    }
}
