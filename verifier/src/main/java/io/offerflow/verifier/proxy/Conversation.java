package io.offerflow.verifier.proxy;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Which conversation with an agent a request belongs to. Agents tell conversations apart by names that clients choose, and give whoever names
 * one all of it; so the names that an agent hears are made here, of wallet, offer and the buyer's own name for it, in a way that leads from no
 * other wallet to the same one. All replicas make the same names, since all know the agent's key.
 *
 * @param id what the agent hears
 * @param kept the agent remembers it, and the request brings only what is new
 * @param memory under which the agent remembers the wallet beyond one conversation; empty for nobody in particular
 */
record Conversation(String id, boolean kept, String memory) {
    /** In which buyers name their conversation. */
    static final String HEADER = "X-Conversation-Id";

    /** Without a name, and without a wallet to whom a name could belong, each request is a conversation of its own. */
    static Conversation of(UpstreamCredential key, Customer customer, List<HeaderLine> headers) {
        String offer = customer.offer().toString();
        String wallet = customer.wallet().toLowerCase(Locale.ROOT);
        String name = headers.stream()
                .filter(line -> line.is(HEADER))
                .map(line -> line.value().strip())
                .collect(Collectors.joining(","));
        boolean kept = !name.isEmpty() && !customer.anonymous();
        return new Conversation(
                key.nameFor(kept ? "conversation" : "occasion", offer, wallet, kept ? name : customer.occasion()),
                kept,
                customer.anonymous() ? "" : key.nameFor("memory", offer, wallet));
    }
}
