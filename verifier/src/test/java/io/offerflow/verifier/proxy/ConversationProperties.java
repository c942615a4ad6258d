package io.offerflow.verifier.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Ref;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever buyers send, no two wallets meet in a conversation, and all replicas find the same one. */
class ConversationProperties {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    /** All that a request says about its conversation. */
    record Request(Customer customer, String name) {
        Conversation at(String key) {
            List<HeaderLine> headers = List.of(
                    new HeaderLine("X-Hermes-Session-Id", "of-somebody-else"),
                    new HeaderLine("x-conversation-id", name));
            return Conversation.of(UpstreamCredential.bearer(key), customer, headers);
        }
    }

    /** Few values and few letters, so that whatever could collide often does. */
    @Provide
    Arbitrary<Request> requests() {
        Arbitrary<String> wallets = Arbitraries.of("", "0xaa", "0xAA", "0xab", "0xa", "0xaab");
        Arbitrary<String> words = Arbitraries.strings().withChars("a,x0 ").ofMaxLength(4);
        Arbitrary<Ref> offers = Combinators.combine(Arbitraries.of("a", "ab"), Arbitraries.of("a", "b", "ba"))
                .as(Ref::new);
        return Combinators.combine(wallets, offers, words, words)
                .as((wallet, offer, occasion, name) -> new Request(new Customer(wallet, offer, occasion), name));
    }

    @Property(tries = 5_000)
    void conversationsAreSharedByOneWalletOneOfferAndOneNameOnly(
            @ForAll("requests") Request one, @ForAll("requests") Request other) {
        Conversation first = one.at(KEY);
        Conversation second = other.at(KEY);
        boolean sameWallet = wallet(one).equals(wallet(other));
        boolean sameOffer = one.customer().offer().equals(other.customer().offer());
        boolean named = first.kept() && second.kept();
        boolean sameWord = named
                ? one.name().strip().equals(other.name().strip())
                : first.kept() == second.kept()
                        && one.customer().occasion().equals(other.customer().occasion());
        assertThat(first.id().equals(second.id())).isEqualTo(sameWallet && sameOffer && sameWord);
        boolean nobody = wallet(one).isEmpty() || wallet(other).isEmpty();
        assertThat(!first.memory().isEmpty() && first.memory().equals(second.memory()))
                .isEqualTo(sameWallet && sameOffer && !nobody);
    }

    @Property(tries = 200)
    void allReplicasNameItAlikeAndWhoDoesNotKnowTheKeyCannot(@ForAll("requests") Request request) {
        assertThat(request.at(KEY)).isEqualTo(request.at(KEY));
        assertThat(request.at(KEY).id())
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(request.at("another" + KEY).id());
    }

    private static String wallet(Request request) {
        return request.customer().wallet().toLowerCase(Locale.ROOT);
    }
}
