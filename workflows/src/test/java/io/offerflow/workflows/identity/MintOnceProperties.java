package io.offerflow.workflows.identity;

import static io.offerflow.workflows.identity.Identities.ALICE;
import static io.offerflow.workflows.identity.Identities.BASE;
import static io.offerflow.workflows.identity.Identities.BOB;
import static io.offerflow.workflows.identity.Identities.MALLORY;
import static io.offerflow.workflows.identity.Identities.SEPOLIA;
import static io.offerflow.workflows.identity.Identities.onSale;
import static io.offerflow.workflows.identity.Identities.served;
import static io.offerflow.workflows.identity.Identities.signedBy;
import static io.offerflow.workflows.identity.Identities.wanted;
import static io.offerflow.workflows.identity.Identities.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.identity.RegistryChain;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class MintOnceProperties {
    enum Event {
        PASS,
        LATER,
        MUCH_LATER,
        WOKEN,
        MINE,
        CONFIRM,
        FINISH,
        REORG,
        CANCEL,
        RPC_DOWN,
        RPC_UP,
        POOR,
        RICH,
        URI_CHANGED,
        METADATA_CHANGED,
        DOCUMENT_AWAY,
        SIGNER_CHANGED,
        SIGNER_AWAY,
        SOLD,
        UNSOLD,
        UNWANTED,
        WANTED,
        TRANSFERRED,
        MEMORY_LOST,
        DELETING,
        MADE_AGAIN
    }

    /** Two intents of a mint for one identity and chain, told apart by id or by a signer that got it before the other one's was ended. */
    @Property(tries = 2_000)
    void whatever_happens_one_id_per_chain_is_minted_and_a_lost_one_is_never_written(
            @ForAll @Size(max = 80) List<Event> events) {
        Identities world = Identities.of(wish(BASE), wish(SEPOLIA));
        Map<RegistryChain, BigInteger> lost = new HashMap<>();
        int serial = 0;
        for (Event event : events) {
            happen(world, event, ++serial);
            // A reorg takes the mint back, and with it what became of the id.
            lost.entrySet()
                    .removeIf(entry -> !world.registry.on(entry.getKey().id()).containsKey(entry.getValue()));
            int before = world.registry.carriedOut.size();
            world.memory.chains().stream()
                    .filter(record -> record.lost() && record.id() != null)
                    .forEach(record -> lost.put(record.chain(), record.id().agentId()));
            world.pass();
            assertThat(world.registry.carriedOut.subList(before, world.registry.carriedOut.size()))
                    .noneMatch(move -> lost.containsKey(move.chain())
                            && (move instanceof Move.Write || move instanceof Move.Register));
            assertThat(registerIds(world, BASE)).hasSizeLessThanOrEqualTo(1);
            assertThat(registerIds(world, SEPOLIA)).hasSizeLessThanOrEqualTo(1);
            assertThat(world.registry.on(BASE.id())).hasSizeLessThanOrEqualTo(1);
            assertThat(world.registry.on(SEPOLIA.id())).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Property(tries = 2_000)
    void when_trouble_ends_every_chain_is_registered_or_says_why_not(@ForAll @Size(max = 40) List<Event> events) {
        Identities world = Identities.of(wish(BASE), wish(SEPOLIA));
        int serial = 0;
        for (Event event : events) {
            happen(world, event, ++serial);
            world.pass();
        }
        for (Event calm : List.of(Event.RPC_UP, Event.RICH, Event.SOLD, Event.WANTED, Event.MADE_AGAIN)) {
            happen(world, calm, 0);
        }
        world.document = served("https://calm.example", Map.of("x402", "0x01"));
        world.now = world.now.plus(Duration.ofHours(8));
        world.live();
        world.live();

        assertThat(world.entries).allSatisfy(entry -> assertThat(entry.phase() + "/" + entry.reason())
                .isIn(
                        "Registered/Registered",
                        "Registered/SignerChanged",
                        "Failed/OwnershipLost",
                        "Failed/RegistrationCancelled",
                        "Pending/SignerUnavailable"));
    }

    private static Set<String> registerIds(Identities world, RegistryChain chain) {
        Set<String> ids = new HashSet<>();
        for (Move move : world.registry.carriedOut) {
            if (move instanceof Move.Register register && register.chain().same(chain)) {
                ids.add(register.intentId());
            }
        }
        return ids;
    }

    private static void happen(Identities world, Event event, int serial) {
        switch (event) {
            case PASS -> world.pass();
            case LATER -> world.now = world.now.plusSeconds(40);
            case MUCH_LATER -> world.now = world.now.plus(Duration.ofHours(7));
            case WOKEN -> world.memory = world.memory.woken(world.now);
            case MINE -> world.registry.mine();
            case CONFIRM -> world.registry.confirm();
            case FINISH -> world.registry.finish();
            case REORG -> world.registry.reorg();
            case CANCEL -> world.registry.cancel();
            case RPC_DOWN -> world.registry.down.put(BASE.id(), ModelRegistry.unreachable());
            case RPC_UP -> world.registry.down.clear();
            case POOR -> world.registry.poor = true;
            case RICH -> world.registry.poor = false;
            case URI_CHANGED -> world.document = served("https://" + serial + ".example", Map.of());
            case METADATA_CHANGED ->
                world.document = served("https://a.example/1", Map.of("x402", "0x" + (10 + serial % 80)));
            case DOCUMENT_AWAY ->
                world.document = new DocumentView(false, false, "pod", "h", null, null, Identities.TOMBSTONE, Map.of());
            case SIGNER_CHANGED -> both(world, SignerView.known(serial % 2 == 0 ? ALICE : BOB, "somebody"));
            case SIGNER_AWAY -> both(world, SignerView.waiting("wallet"));
            case SOLD -> world.wishes.replaceAll(wish -> onSale(wish, true));
            case UNSOLD -> world.wishes.replaceAll(wish -> onSale(wish, false));
            case UNWANTED -> world.change(SEPOLIA, wish -> wanted(wish, false));
            case WANTED -> world.wishes.replaceAll(wish -> wanted(wish, true));
            case TRANSFERRED -> world.registry.on(BASE.id()).values().forEach(token -> token.owner = MALLORY);
            case MEMORY_LOST -> world.forgetMemory();
            case DELETING -> {
                world.deleting = true;
                world.farewell = true;
            }
            case MADE_AGAIN -> {
                world.deleting = false;
                world.farewell = false;
            }
        }
    }

    private static void both(Identities world, SignerView signer) {
        world.wishes.replaceAll(wish -> signedBy(wish, signer));
    }
}
