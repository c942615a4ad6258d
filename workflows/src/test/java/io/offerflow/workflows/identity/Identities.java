package io.offerflow.workflows.identity;

import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.identity.RegistryChain;
import io.offerflow.workflows.identity.RegistryActivities.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One identity, its document and its chains, stepped by hand. */
final class Identities {
    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    static final Ref REF = new Ref("x402", "default");
    static final RegistryChain BASE = RegistryChain.find("base").orElseThrow();
    static final RegistryChain SEPOLIA = RegistryChain.find("base-sepolia").orElseThrow();
    static final String ALICE = "0x" + "a1".repeat(20);
    static final String BOB = "0x" + "b0".repeat(20);
    static final String MALLORY = "0x" + "66".repeat(20);
    static final DocumentView.Uri TOMBSTONE = new DocumentView.Uri("tombstone", "data:…");

    final ModelRegistry registry = new ModelRegistry(() -> this.document);
    final List<ChainWish> wishes = new ArrayList<>();
    IdentitySettings settings = IdentitySettings.DEFAULTS;
    DocumentView document = served("https://a.example/1", Map.of());
    IdentityMemory memory = IdentityMemory.EMPTY;
    Instant now = START;
    boolean deleting;
    boolean farewell;
    List<Registration> entries = List.of();
    private @Nullable Instant wakeAt;

    static DocumentView served(String uri, Map<String, String> metadata) {
        return new DocumentView(
                true, true, "", "h-" + uri, "https://a.example", new DocumentView.Uri(uri, uri), TOMBSTONE, metadata);
    }

    static ChainWish wish(RegistryChain chain) {
        return new ChainWish(
                chain, chain.registry().orElse(null), true, true, "", SignerView.known(ALICE, "the default"), null);
    }

    static ChainWish signedBy(ChainWish wish, SignerView signer) {
        return new ChainWish(
                wish.chain(), wish.registry(), wish.wanted(), wish.onSale(), wish.waitsFor(), signer, wish.recalled());
    }

    static ChainWish recalling(ChainWish wish, @Nullable Recalled recalled) {
        return new ChainWish(
                wish.chain(), wish.registry(), wish.wanted(), wish.onSale(), wish.waitsFor(), wish.signer(), recalled);
    }

    static ChainWish onSale(ChainWish wish, boolean is) {
        return new ChainWish(
                wish.chain(),
                wish.registry(),
                wish.wanted(),
                is,
                is ? "" : "RoutePublished of shop/quant",
                wish.signer(),
                wish.recalled());
    }

    static ChainWish wanted(ChainWish wish, boolean is) {
        return new ChainWish(
                wish.chain(), wish.registry(), is, wish.onSale(), wish.waitsFor(), wish.signer(), wish.recalled());
    }

    static Identities of(ChainWish... wishes) {
        Identities world = new Identities();
        world.wishes.addAll(List.of(wishes));
        return world;
    }

    void change(RegistryChain chain, UnaryOperator<ChainWish> change) {
        wishes.replaceAll(wish -> wish.chain().same(chain) ? change.apply(wish) : wish);
    }

    /** What a new run finds in the status. */
    void forgetMemory() {
        memory = IdentityMemory.EMPTY;
        wishes.replaceAll(wish -> recalling(
                wish,
                entries.stream()
                        .filter(entry -> entry.chain().equals(wish.chain().name()))
                        .findFirst()
                        .map(Recalled::of)
                        .orElse(null)));
    }

    ChainPlans plan() {
        IdentityFacts facts = new IdentityFacts(true, document, wishes, settings, null);
        ChainPlans plans = ChainPlans.of(
                ResourceKind.AGENT_IDENTITY,
                new Situation(REF, document, settings, deleting, farewell, now),
                facts,
                memory);
        memory = plans.memory();
        entries = plans.entries();
        wakeAt = plans.wakeAt().orElse(null);
        return plans;
    }

    /** One pass: every order is carried out and its answer heard. False when there was none. */
    boolean pass() {
        List<Order> orders = plan().orders();
        for (Order order : orders) {
            ChainRecord record = memory.on(order.move().chain()).orElseThrow();
            memory = memory.with(new ChainNews(record, wish(order), now).started(order.move()));
            Word word = registry.carryOut(order);
            ChainRecord started = memory.on(order.move().chain()).orElseThrow();
            memory = memory.with(new ChainNews(started, wish(order), now).heard(order.move(), word));
        }
        plan();
        return !orders.isEmpty();
    }

    private @Nullable ChainWish wish(Order order) {
        return wishes.stream()
                .filter(wish -> wish.chain().same(order.move().chain()))
                .findFirst()
                .orElse(null);
    }

    /** Passes until nothing is left to ask at this moment. */
    void quiet() {
        for (int i = 0; pass(); i++) {
            if (i > 60) {
                throw new AssertionError("it never rests: " + registry.carriedOut);
            }
        }
    }

    /** The account says that something changed. */
    void woken() {
        memory = memory.woken(now);
        quiet();
    }

    /** As far as it gets while transactions are mined and time goes on. */
    void live() {
        for (int i = 0; i < 12; i++) {
            registry.advance();
            woken();
            now = wakeAt != null && wakeAt.isBefore(now.plus(Duration.ofHours(1))) ? wakeAt : now.plusSeconds(60);
            quiet();
        }
    }

    Registration entry() {
        return entries.getFirst();
    }

    String phaseAndReason() {
        return entry().phase() + "/" + entry().reason();
    }

    @Nullable
    Instant wakeAt() {
        return wakeAt;
    }
}
