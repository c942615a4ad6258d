package io.offerflow.workflows.identity;

import static io.offerflow.workflows.identity.Identities.ALICE;
import static io.offerflow.workflows.identity.Identities.BASE;
import static io.offerflow.workflows.identity.Identities.BOB;
import static io.offerflow.workflows.identity.Identities.MALLORY;
import static io.offerflow.workflows.identity.Identities.SEPOLIA;
import static io.offerflow.workflows.identity.Identities.of;
import static io.offerflow.workflows.identity.Identities.onSale;
import static io.offerflow.workflows.identity.Identities.recalling;
import static io.offerflow.workflows.identity.Identities.served;
import static io.offerflow.workflows.identity.Identities.signedBy;
import static io.offerflow.workflows.identity.Identities.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.condition.Reason;
import io.offerflow.api.identity.RegistryChain;
import io.offerflow.workflows.chain.Finding;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The failure table of registrations, row by row. */
class ChainPlannerTest {

    @Test
    void nothing_is_minted_before_the_offer_is_on_sale() {
        Identities world = of(onSale(wish(BASE), false));
        world.live();

        assertThat(world.phaseAndReason()).isEqualTo("Pending/WaitingForRoute");
        assertThat(world.entry().message()).contains("RoutePublished of shop/quant");
        assertThat(world.registry.carriedOut).isEmpty();
    }

    @Test
    void nothing_is_minted_before_the_document_is_served() {
        Identities world = of(wish(BASE));
        world.document = new DocumentView(
                true, false, "its pod", "h", null, world.document.live(), Identities.TOMBSTONE, Map.of());
        world.live();

        assertThat(world.phaseAndReason()).isEqualTo("Publishing/WaitingForDocument");
        assertThat(world.registry.carriedOut).isEmpty();
    }

    @Test
    void without_a_signer_or_a_registry_no_chain_is_asked_by_choice() {
        Identities nobody = of(signedBy(wish(BASE), SignerView.NONE));
        nobody.live();
        Identities nowhere = of(wish(RegistryChain.find("eip155:31337").orElseThrow()));
        nowhere.live();

        assertThat(nobody.phaseAndReason()).isEqualTo("OffChainOnly/NoSigner");
        assertThat(nowhere.phaseAndReason()).isEqualTo("OffChainOnly/UnsupportedChain");
        assertThat(nobody.registry.carriedOut).isEmpty();
        assertThat(nowhere.registry.carriedOut).isEmpty();
    }

    @Test
    void a_signer_that_is_not_there_yet_is_waited_for() {
        Identities world = of(signedBy(wish(BASE), SignerView.waiting("the wallet of Agent shop/quant")));
        world.live();

        assertThat(world.phaseAndReason()).isEqualTo("Pending/SignerUnavailable");
        assertThat(world.registry.carriedOut).isEmpty();
    }

    @Test
    void an_id_is_told_when_it_is_confirmed_and_the_first_one_is_0() {
        Identities world = of(wish(BASE));
        world.quiet();
        assertThat(world.phaseAndReason()).isEqualTo("Submitted/Submitted");
        world.registry.mine();
        world.woken();
        assertThat(world.phaseAndReason()).isEqualTo("Confirming/Confirming");
        assertThat(world.entry().agentId()).isEmpty();
        world.registry.confirm();
        world.woken();

        assertThat(world.phaseAndReason()).isEqualTo("Registered/Registered");
        assertThat(world.entry().agentId()).isEqualTo("0");
        assertThat(world.entry().owner()).isEqualTo(ALICE);
        assertThat(world.entry().explorer()).startsWith("https://basescan.org/tx/0x7a");
        assertThat(world.memory.confirmed()).extracting("agentId").containsExactly(BigInteger.ZERO);
    }

    @Test
    void an_id_beyond_64_bits_is_exact() {
        Identities world = of(wish(BASE));
        world.registry.nextId =
                new BigInteger("115792089237316195423570985008687907853269984665640564039457584007913129639935");
        world.live();

        assertThat(world.entry().agentId())
                .isEqualTo(world.registry.nextId.subtract(BigInteger.ONE).toString());
    }

    @Test
    void losing_the_route_later_does_not_unregister() {
        Identities world = of(wish(BASE));
        world.live();
        world.change(BASE, wish -> onSale(wish, false));
        world.live();

        assertThat(world.phaseAndReason()).isEqualTo("Registered/Registered");
    }

    @Test
    void an_id_of_the_status_is_verified_and_taken_without_a_mint() {
        Identities world = of(recalling(wish(BASE), Recalled.of("7", ALICE, null)));
        world.registry.on(BASE.id()).put(BigInteger.valueOf(7), token(ALICE, world));
        world.live();

        assertThat(world.phaseAndReason()).isEqualTo("Registered/Registered");
        assertThat(world.entry().agentId()).isEqualTo("7");
        assertThat(world.registry.mints).isZero();
    }

    @Test
    void an_id_of_the_status_that_is_somebody_elses_is_lost_and_never_replaced() {
        Identities world = of(recalling(wish(BASE), Recalled.of("7", null, null)));
        world.registry.on(BASE.id()).put(BigInteger.valueOf(7), token(MALLORY, world));
        world.document = served("https://other.example", Map.of());
        world.live();

        assertThat(world.phaseAndReason()).isEqualTo("Failed/OwnershipLost");
        assertThat(world.entry().message()).contains(MALLORY);
        assertThat(world.registry.carriedOut).hasOnlyElementsOfType(Move.Read.class);
        assertThat(world.memory.confirmed()).isEmpty();
    }

    @Test
    void an_id_of_the_status_that_does_not_exist_is_looked_for_twice_and_told_to_the_account() {
        Identities world = of(recalling(wish(BASE), Recalled.of("7", BOB, null)));
        world.live();

        assertThat(world.registry.carriedOut.subList(0, 2)).hasOnlyElementsOfType(Move.Read.class);
        Move.Register register = world.registry.carriedOut.stream()
                .filter(Move.Register.class::isInstance)
                .map(Move.Register.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(register.adoption().ids()).containsExactly(BigInteger.valueOf(7));
        assertThat(register.adoption().formerOwners()).containsExactly(BOB);
    }

    @Test
    void of_several_ids_on_chain_the_lowest_is_used_and_nothing_is_minted() {
        Identities world = of(wish(BASE));
        world.registry.on(BASE.id()).put(BigInteger.valueOf(4), token(ALICE, world));
        world.registry.found =
                new Finding(BigInteger.valueOf(4), ALICE, "https://a.example/1", List.of(BigInteger.valueOf(9)));
        world.live();

        assertThat(world.phaseAndReason()).isEqualTo("Registered/DuplicateOnChain");
        assertThat(world.entry().message()).contains("id 4 is used, left alone are [9]");
        assertThat(world.registry.mints).isZero();
    }

    @Test
    void a_public_address_that_changes_in_a_burst_is_written_once() {
        Identities world = of(wish(BASE));
        world.live();
        for (int i = 2; i < 6; i++) {
            world.document = served("https://a.example/" + i, Map.of());
            world.quiet();
            world.now = world.now.plusSeconds(5);
        }
        assertThat(world.phaseAndReason()).isEqualTo("Updating/Updating");
        world.live();

        assertThat(world.phaseAndReason()).isEqualTo("Registered/Registered");
        assertThat(world.entry().agentUri()).isEqualTo("https://a.example/5");
        assertThat(world.registry.carriedOut.stream().filter(Move.Write.class::isInstance))
                .hasSize(1);
        assertThat(world.registry.mints).isEqualTo(1);
    }

    @Test
    void a_value_is_written_again_after_another_one() {
        Identities world = of(wish(BASE));
        for (String uri : List.of("https://a.example/1", "https://a.example/2", "https://a.example/1")) {
            world.document = served(uri, Map.of());
            world.live();
            assertThat(world.entry().agentUri()).isEqualTo(uri);
        }
    }

    @Test
    void metadata_is_kept_in_step_key_by_key() {
        Identities world = of(wish(BASE));
        world.live();
        world.document = served("https://a.example/1", Map.of("b", "0x02", "a", "0x01"));
        world.quiet();
        assertThat(world.entry().metadataSynced()).isFalse();
        world.live();

        assertThat(world.registry.on(BASE.id()).get(BigInteger.ZERO).metadata)
                .isEqualTo(Map.of("a", "0x01", "b", "0x02"));
        assertThat(world.entry().metadataSynced()).isTrue();
    }

    @Test
    void another_signer_mints_nothing_and_the_owner_goes_on_writing() {
        Identities world = of(wish(BASE));
        world.live();
        world.change(BASE, wish -> signedBy(wish, SignerView.known(BOB, "another")));
        world.document = served("https://a.example/2", Map.of());
        world.live();

        assertThat(world.phaseAndReason()).isEqualTo("Registered/SignerChanged");
        assertThat(world.registry.mints).isEqualTo(1);
        assertThat(world.entry().agentUri()).isEqualTo("https://a.example/2");
    }

    @Test
    void a_mint_stays_with_its_signer_even_when_the_run_that_ordered_it_is_gone() {
        Identities world = of(wish(BASE));
        world.quiet();
        world.change(BASE, wish -> signedBy(wish, SignerView.known(BOB, "another")));
        world.forgetMemory();
        world.live();

        assertThat(world.registry.mints).isEqualTo(1);
        assertThat(world.entry().owner()).isEqualTo(ALICE);
    }

    @Test
    void a_mint_that_was_cancelled_may_be_given_to_another_signer() {
        Identities world = of(wish(BASE));
        world.quiet();
        world.registry.cancel();
        world.woken();
        assertThat(world.phaseAndReason()).isEqualTo("Failed/RegistrationCancelled");
        world.change(BASE, wish -> signedBy(wish, SignerView.known(BOB, "another")));
        world.live();

        assertThat(world.registry.mints).isEqualTo(1);
        assertThat(world.entry().owner()).isEqualTo(BOB);
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"RpcUnavailable", "WrongChain", "RegistryMissing"})
    void trouble_with_the_chain_is_named_and_passes(Reason reason) {
        Identities world = of(wish(BASE));
        world.registry.down.put(BASE.id(), new Word.Unable(reason, "3 endpoints were asked"));
        world.live();
        assertThat(world.entry().reason()).isEqualTo(reason.name());
        assertThat(world.entry().message()).contains("3 endpoints were asked");
        assertThat(world.entry().lastError().retryAt()).isAfter(world.now);
        assertThat(world.registry.carriedOut).hasSizeLessThan(14);
        world.registry.down.clear();
        world.live();

        assertThat(world.phaseAndReason()).isEqualTo("Registered/Registered");
        assertThat(world.registry.mints).isEqualTo(1);
    }

    @Test
    void what_gas_money_is_missing_is_said_while_it_waits() {
        Identities world = of(wish(BASE));
        world.registry.poor = true;
        world.live();

        assertThat(world.phaseAndReason()).isEqualTo("Submitted/InsufficientFunds");
        assertThat(world.entry().message()).contains("needs 300 wei, has 7");
        assertThat(world.entry().lastError().code()).isEqualTo("InsufficientFunds");
    }

    @Test
    void a_reorg_withdraws_the_id_and_the_new_one_is_taken() {
        Identities world = of(wish(BASE));
        world.quiet();
        world.registry.mine();
        world.registry.confirm();
        world.woken();
        assertThat(world.entry().agentId()).isEqualTo("0");
        world.registry.reorg();
        world.woken();

        assertThat(world.phaseAndReason()).isEqualTo("Submitted/ReorgDetected");
        assertThat(world.entry().agentId()).isEmpty();
        assertThat(world.memory.confirmed()).isEmpty();
        world.registry.nextId = BigInteger.valueOf(5);
        world.live();
        assertThat(world.entry().agentId()).isEqualTo("5");
        assertThat(world.registry.registerIntents()).isEqualTo(1);
    }

    @Test
    void an_id_that_a_reorg_took_while_its_mint_was_forgotten_is_asked_of_the_account_that_sent_it() {
        Identities world = of(wish(BASE));
        world.quiet();
        world.registry.mine();
        world.registry.confirm();
        world.woken();
        assertThat(world.phaseAndReason()).isEqualTo("Registered/Registered");
        world.forgetMemory();
        world.change(BASE, wish -> signedBy(wish, SignerView.known(BOB, "another")));
        world.quiet();
        world.registry.reorg();
        world.now = world.now.plus(Duration.ofHours(7));
        world.live();

        assertThat(world.phaseAndReason()).isEqualTo("Registered/SignerChanged");
        assertThat(world.entry().owner()).isEqualTo(ALICE);
        assertThat(world.registry.on(BASE.id())).hasSize(1);
        assertThat(world.registry.carriedOut)
                .filteredOn(Move.Register.class::isInstance)
                .hasSize(2)
                .extracting(move -> ((Move.Register) move).intentId() + ((Move.Register) move).signer())
                .containsOnly(((Move.Register) world.registry.carriedOut.getFirst()).intentId() + ALICE);
    }

    @Test
    void an_id_that_was_transferred_away_is_noticed_and_never_written_again() {
        Identities world = of(wish(BASE));
        world.live();
        world.registry.on(BASE.id()).get(BigInteger.ZERO).owner = MALLORY;
        world.now = world.now.plus(Duration.ofHours(7));
        world.quiet();
        assertThat(world.phaseAndReason()).isEqualTo("Failed/OwnershipLost");
        world.document = served("https://a.example/2", Map.of("a", "0x01"));
        world.live();
        world.forgetMemory();
        world.live();

        assertThat(world.phaseAndReason()).isEqualTo("Failed/OwnershipLost");
        assertThat(world.registry.carriedOut.stream().filter(Move.Write.class::isInstance))
                .isEmpty();
        assertThat(world.registry.mints).isEqualTo(1);
    }

    @Test
    void ownership_is_looked_at_right_before_a_write() {
        Identities world = of(wish(BASE));
        world.live();
        world.document = served("https://a.example/2", Map.of());
        world.quiet();
        world.registry.on(BASE.id()).get(BigInteger.ZERO).owner = MALLORY;
        world.live();

        assertThat(world.registry.carriedOut.stream().filter(Move.Write.class::isInstance))
                .isEmpty();
    }

    @Test
    void an_account_that_forgot_gets_the_same_intent_again() {
        Identities world = of(wish(BASE));
        world.quiet();
        world.registry.forget();
        world.live();

        List<String> ids = world.registry.carriedOut.stream()
                .filter(Move.Register.class::isInstance)
                .map(move -> ((Move.Register) move).intentId())
                .toList();
        assertThat(ids).hasSize(2);
        assertThat(ids.stream().distinct()).hasSize(1);
    }

    @Test
    void an_account_that_forgot_a_mint_that_is_not_final_gets_it_again_with_its_id() {
        Identities world = of(wish(BASE));
        world.quiet();
        world.registry.mine();
        world.registry.confirm();
        world.woken();
        world.registry.forget();
        world.registry.found = new Finding(BigInteger.ZERO, ALICE, "https://a.example/1", List.of());
        world.woken();

        Move.Register again = (Move.Register) world.registry.carriedOut.stream()
                .filter(Move.Register.class::isInstance)
                .reduce((first, last) -> last)
                .orElseThrow();
        assertThat(again.adoption().ids()).containsExactly(BigInteger.ZERO);
        assertThat(world.phaseAndReason()).isEqualTo("Registered/Registered");
        assertThat(world.registry.mints).isEqualTo(1);
    }

    @Test
    void a_mint_that_another_signer_has_is_not_handed_over_and_then_followed_there() {
        Identities world = of(signedBy(wish(BASE), SignerView.known(BOB, "another")));
        world.registry.holder = ALICE;
        world.quiet();
        assertThat(world.phaseAndReason()).isEqualTo("Pending/SignerChanged");
        assertThat(world.registry.registerIntents()).isZero();

        world.change(BASE, wish -> recalling(wish, new Recalled(null, null, ALICE)));
        world.live();
        assertThat(world.phaseAndReason()).isEqualTo("Registered/SignerChanged");
        assertThat(world.entry().owner()).isEqualTo(ALICE);
        assertThat(world.registry.mints).isEqualTo(1);
    }

    @Test
    void a_mint_that_ended_without_effect_is_taken_from_its_signer() {
        Identities world = of(wish(BASE));
        world.registry.holder = ALICE;
        world.quiet();
        world.registry.cancel();
        world.woken();
        world.change(BASE, wish -> signedBy(wish, SignerView.known(BOB, "another")));
        world.live();

        assertThat(world.entry().owner()).isEqualTo(BOB);
        assertThat(world.registry.holder).isEqualTo(BOB);
        assertThat(world.registry.mints).isEqualTo(1);
    }

    @Test
    void a_kept_record_knows_better_than_a_status_whom_a_mint_was_handed_to() {
        Recalled told = new Recalled(null, BOB, BOB);
        Recalled kept = new Recalled(BigInteger.TWO, ALICE, ALICE);

        assertThat(Recalled.of(told, kept)).isEqualTo(new Recalled(BigInteger.TWO, BOB, ALICE));
        assertThat(Recalled.of(told, null)).isEqualTo(told);
        assertThat(Recalled.of((Recalled) null, kept)).isEqualTo(kept);
    }

    @Test
    void a_dead_chain_holds_up_no_other() {
        Identities world = of(wish(BASE), wish(SEPOLIA));
        world.registry.down.put(BASE.id(), ModelRegistry.unreachable());
        world.live();

        assertThat(world.entries.get(0).reason()).isEqualTo("RpcUnavailable");
        assertThat(world.entries.get(1).phase()).isEqualTo("Registered");
    }

    @Test
    void a_tombstone_is_written_once_and_a_new_life_writes_the_address_again() {
        Identities world = of(wish(BASE));
        world.live();
        world.farewell = true;
        world.live();
        assertThat(world.phaseAndReason()).isEqualTo("Tombstoned/Tombstoned");
        assertThat(world.registry.on(BASE.id()).get(BigInteger.ZERO).uri.digest())
                .isEqualTo("tombstone");
        world.farewell = false;
        world.live();

        assertThat(world.phaseAndReason()).isEqualTo("Registered/Registered");
        assertThat(world.registry.carriedOut.stream().filter(Move.Write.class::isInstance))
                .hasSize(2);
        assertThat(world.registry.mints).isEqualTo(1);
    }

    @Test
    void nobody_says_that_the_end_was_told_before_the_registry_says_so() {
        Identities world = of(wish(BASE));
        world.quiet();
        world.registry.mine();
        world.registry.confirm();
        world.woken();
        assertThat(world.phaseAndReason()).isEqualTo("Registered/Registered");
        world.farewell = true;

        for (int i = 0; i < 12; i++) {
            world.memory = world.memory.woken(world.now);
            do {
                world.plan();
                boolean told = world.registry
                        .on(BASE.id())
                        .get(BigInteger.ZERO)
                        .uri
                        .digest()
                        .equals("tombstone");
                assertThat(world.entry().phase()).isIn("Tombstoning", told ? "Tombstoned" : "Tombstoning");
            } while (world.pass());
            world.registry.advance();
        }
        assertThat(world.phaseAndReason()).isEqualTo("Tombstoned/Tombstoned");
    }

    @Test
    void a_quiet_identity_asks_nothing_until_the_next_check() {
        Identities world = of(wish(BASE));
        world.live();
        int asked = world.registry.carriedOut.size();
        for (int i = 0; i < 20; i++) {
            world.woken();
        }

        assertThat(world.registry.carriedOut).hasSize(asked);
        assertThat(world.wakeAt()).isAfter(world.now.plus(Duration.ofHours(4)));
    }

    private static ModelRegistry.Token token(String owner, Identities world) {
        return new ModelRegistry.Token(owner, world.document.live());
    }
}
