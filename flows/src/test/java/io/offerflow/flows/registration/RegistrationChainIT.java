package io.offerflow.flows.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOffer;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.dev.fault.Fault;
import io.offerflow.dev.fault.FaultRule;
import io.offerflow.dev.stack.DevOptions.Kind;
import io.offerflow.flows.chain.Anvil;
import io.offerflow.workflows.identity.IdentitySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An offer that asks gets an id of a real chain, and whatever happens there is one of it. Needs anvil on the path; without it, it says so. */
class RegistrationChainIT {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationChainIT.class);
    private static final String ONE = "https://one.example";
    private static final String OTHER = "https://other.example";
    private static final String PATH = "/.well-known/agent-registration.json";
    private static final int OFFERS = Integer.getInteger("offerflow.registration.offers", 20);
    private static final Duration USUAL = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Registrar registrar;
    private Seller seller;
    private Registry registry;

    @BeforeEach
    void start() throws Exception {
        if (Anvil.program().isEmpty()) {
            String why = "no anvil on the path";
            LOG.warn("left out: {}", why);
            Assumptions.abort(why);
        }
        registrar = Registrar.start(
                Kind.EMBEDDED,
                folder,
                Map.of(IdentitySettings.TOMBSTONE, IdentitySettings.Tombstone.WithLastOffer.name()));
        seller = Seller.at(registrar.stack);
        registry = registrar.registry();
    }

    @AfterEach
    void stop() {
        if (registrar != null) {
            registrar.close();
        }
    }

    @Test
    void offers_share_an_id_that_is_minted_once_follows_the_public_address_and_is_tombstoned_with_the_last() {
        seller.publicUrl(ONE);
        seller.offer("first");
        ServiceOffer first = seller.awaitRegistered("first", Reason.Registered);
        assertThat(Seller.registered(first).status()).isEqualTo(Condition.Status.True);
        assertThat(first.statusOrEmpty().agentId()).isEqualTo("0");
        RegistrationRequest.Status said = seller.request("first").orElseThrow().statusOrEmpty();
        assertThat(said.phaseName()).isEqualTo("Registered");
        assertThat(said.agentId()).isEqualTo("0");
        String transaction = String.valueOf(first.statusOrEmpty().registrationTxHash());
        assertThat(registrar.anvil.receipt(transaction).path("status").asText()).isEqualTo("0x1");
        assertThat(registry.ownerOf("0")).isEqualToIgnoringCase(registrar.account);
        assertThat(registry.tokenUri("0")).isEqualTo(ONE + PATH);

        seller.offer("second");
        ServiceOffer second = seller.awaitRegistered("second", Reason.Registered);
        assertThat(second.statusOrEmpty().agentId()).isEqualTo("0");
        assertThat(registry.registrations()).isEqualTo(1);

        seller.publicUrl(OTHER);
        seller.await("the registry follows", () -> registry.tokenUri("0"), (OTHER + PATH)::equals);
        assertThat(registry.uriUpdates()).isEqualTo(1);
        assertThat(registry.registrations()).isEqualTo(1);

        seller.delete("first");
        seller.awaitGone("first");
        seller.awaitRegistered("second", Reason.Registered);
        assertThat(registry.tokenUri("0")).isEqualTo(OTHER + PATH);

        seller.delete("second");
        seller.awaitGone("second");
        seller.await("the registry is told of the end", () -> registry.tokenUri("0"), uri -> uri.startsWith("data:"));
        assertThat(registry.registrations()).isEqualTo(1);
    }

    @Test
    void an_id_that_was_given_away_is_written_to_no_more_and_none_takes_its_place() {
        seller.publicUrl(ONE);
        seller.offer("first");
        seller.awaitRegistered("first", Reason.Registered);
        registry.transfer("0", registrar.account, registrar.anvil.rich);
        long nonce = registrar.anvil.nonce(registrar.account);

        seller.publicUrl(OTHER);
        ServiceOffer lost = seller.awaitRegistered("first", Reason.OwnershipLost);
        assertThat(Seller.registered(lost).status()).isEqualTo(Condition.Status.False);
        seller.offer("second");
        seller.awaitRegistered("second", Reason.OwnershipLost);

        assertThat(registrar.anvil.nonce(registrar.account)).isEqualTo(nonce);
        assertThat(registry.registrations()).isEqualTo(1);
        assertThat(registry.tokenUri("0")).isEqualTo(ONE + PATH);
    }

    @Test
    void while_no_rpc_answers_offers_are_sold_as_usual_and_one_id_is_minted_when_it_is_back() {
        registrar.proxy.add(FaultRule.on("*", "**", new Fault.Drop()));
        List<String> names =
                IntStream.range(0, OFFERS).mapToObj(n -> "offer-" + n).toList();
        Instant begin = Instant.now();
        names.forEach(seller::offer);
        names.forEach(seller::awaitReady);
        Duration took = Duration.between(begin, Instant.now());
        LOG.info("{} offers Ready after {} without an RPC", OFFERS, took);
        assertThat(took).isLessThan(USUAL);
        ServiceOffer waiting = seller.awaitRegistered(names.getFirst(), Reason.RpcUnavailable);
        assertThat(Seller.registered(waiting).status()).isEqualTo(Condition.Status.False);

        registrar.proxy.clearRules();
        names.forEach(name -> seller.awaitRegistered(name, Reason.Registered));
        assertThat(registry.registrations()).isEqualTo(1);
        assertThat(registry.tokenUri("0")).startsWith("data:application/json;base64,");
    }
}
