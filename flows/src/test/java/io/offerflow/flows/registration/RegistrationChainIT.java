package io.offerflow.flows.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOffer;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.dev.fault.Fault;
import io.offerflow.dev.fault.FaultRule;
import io.offerflow.flows.chain.Anvil;
import io.offerflow.flows.scenario.StackKind;
import io.offerflow.workflows.identity.IdentitySettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An offer that asks gets an id of a real chain, and whatever happens there is one of it. Needs anvil on the path; without it, it says so. */
@ParameterizedClass(name = "{0}")
@EnumSource(StackKind.class)
class RegistrationChainIT {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationChainIT.class);
    private static final String ONE = "https://one.example";
    private static final String OTHER = "https://other.example";
    private static final String PATH = "/.well-known/agent-registration.json";
    private static final String HASTY = "hasty";
    private static final String LONG = "long";
    private static final String THOROUGH = "offerflow.registration.thorough";
    private static final int OFFERS = Integer.getInteger("offerflow.registration.offers", 20);
    private static final String DATA = "data:application/json;base64,";
    private static final Duration USUAL = Duration.ofSeconds(60);

    private static final Duration STILL = Duration.ofSeconds(6);
    private static final String LIMIT = "4s";

    @Parameter
    StackKind kind;

    @TempDir
    Path folder;

    private Registrar registrar;
    private Seller seller;
    private Registry registry;

    @BeforeParameterizedClassInvocation
    static void onlyWhatTheMachineHas(StackKind kind) {
        Optional<String> absence = Anvil.program().isEmpty() ? Optional.of("no anvil on the path") : kind.absence();
        absence.ifPresent(why -> {
            LOG.warn("on the {} stack left out: {}", kind, why);
            Assumptions.abort(why);
        });
    }

    @BeforeEach
    void start(TestInfo test) throws Exception {
        if (kind == StackKind.REAL && test.getTags().contains(LONG) && !Boolean.getBoolean(THOROUGH)) {
            String why = "on the real stack this one runs with -D" + THOROUGH + "=true";
            LOG.warn("left out: {}: {}", test.getDisplayName(), why);
            Assumptions.abort(why);
        }
        Map<String, String> settings =
                new HashMap<>(Map.of(IdentitySettings.TOMBSTONE, IdentitySettings.Tombstone.WithLastOffer.name()));
        if (test.getTags().contains(HASTY)) {
            settings.put(IdentitySettings.DELETION_LIMIT, LIMIT);
        }
        registrar = Registrar.start(kind.option(), folder, settings);
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
    @Tag(LONG)
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
    @Tag(LONG)
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
        follows_what_the_document_says_and_nothing_else(names.getFirst());
    }

    private void follows_what_the_document_says_and_nothing_else(String oldest) {
        seller.await("the document of the chain names its id", this::document, text -> text.contains("\"agentId\":0"));
        int updates = registry.uriUpdates();
        assertThat(updates).as("the mint could not know the id").isEqualTo(1);
        seller.label(oldest, "upper");
        seller.quiet("nothing that a document tells", STILL, () -> registry.uriUpdates() == updates);
        seller.describe(oldest, "It knows better now");
        seller.await("the chain follows", this::document, text -> text.contains("It knows better now"));
        seller.quiet("once", STILL, () -> registry.uriUpdates() == updates + 1);
        assertThat(registry.registrations()).isEqualTo(1);
    }

    private String document() {
        String uri = registry.tokenUri("0");
        assertThat(uri).startsWith(DATA);
        return new String(Base64.getDecoder().decode(uri.substring(DATA.length())), StandardCharsets.UTF_8);
    }

    @Test
    void a_dead_chain_holds_up_no_other_and_two_identities_of_one_signer_get_an_id_each() {
        Net dead = registrar.net;
        Net alive = registrar.other;
        seller.publicUrl(ONE);
        dead.dies();
        Instant begin = Instant.now();
        seller.offer("here", Map.of("chain", alive.chain()));
        seller.alone("solo", alive.chain());
        seller.offer("there", Map.of("chain", dead.chain(), "required", true));
        seller.awaitRegistered("here", Reason.Registered);
        String shared = String.valueOf(
                seller.offerOf("here").orElseThrow().statusOrEmpty().agentId());
        String alone = seller.awaitIdOf("solo");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(USUAL);

        assertThat(List.of(shared, alone)).containsExactlyInAnyOrder("0", "1");
        assertThat(alive.registry().tokenUri(shared)).isEqualTo(ONE + PATH);
        assertThat(alive.registry().tokenUri(alone)).isEqualTo(ONE + "/.well-known/agent-registrations/demo/solo.json");
        assertThat(alive.registry().nonces()).containsExactly(0L, 1L);
        String here = alive.registryName() + "#" + shared;
        seller.await("the document", seller::documented, List.of(here)::equals);
        waitsForItsChain("there");

        dead.returns();
        seller.awaitRegistered("there", Reason.Registered);
        seller.awaitReady("there");
        String there = dead.registryName() + "#0";
        seller.await("the document", seller::documented, List.of(there, here)::equals);
        assertThat(dead.registry().registrations()).isEqualTo(1);
        assertThat(alive.registry().registrations()).isEqualTo(2);
    }

    /** It is published and could be paid for, but it demands an id. */
    private void waitsForItsChain(String offer) {
        List<Condition> conditions = seller.awaitRegistered(offer, Reason.RpcUnavailable)
                .statusOrEmpty()
                .conditions();
        assertThat(Conditions.holds(conditions, ConditionType.ROUTE_PUBLISHED)).isTrue();
        assertThat(Conditions.find(conditions, ConditionType.READY)).hasValueSatisfying(ready -> {
            assertThat(ready.status()).isEqualTo(Condition.Status.False);
            assertThat(ready.reason()).isEqualTo(Reason.RpcUnavailable.name());
        });
    }

    @Test
    @Tag(HASTY)
    void a_deletion_that_no_chain_hears_of_ends_in_time_and_is_finished_later() {
        seller.publicUrl(ONE);
        seller.offer("first");
        seller.awaitRegistered("first", Reason.Registered);
        seller.await("the document", seller::documented, ids -> ids.size() == 1);
        registrar.net.dies();
        seller.delete("first");
        seller.awaitGone("first");
        assertThat(seller.events("ServiceOffer", Reason.TombstoneUnfinished))
                .as(seller::everything)
                .isNotEmpty();
        identityGoesUnheard();

        seller.offer("again");
        registrar.net.returns();
        ServiceOffer again = seller.awaitRegistered("again", Reason.Registered);
        assertThat(again.statusOrEmpty().agentId()).isEqualTo("0");
        seller.await("the record is gone", seller::unfinished, Optional::isEmpty);
        assertThat(registry.tokenUri("0")).isEqualTo(ONE + PATH);

        registrar.net.dies();
        seller.delete("again");
        identityGoesUnheard();
        seller.awaitGone("again");
        registrar.net.returns();
        seller.await("the chain is told", () -> registry.tokenUri("0"), uri -> uri.startsWith(DATA));
        assertThat(document()).contains("\"active\":false").contains("\"agentId\":0");
        seller.await("the record is gone", seller::unfinished, Optional::isEmpty);
        assertThat(seller.identity()).isEmpty();
        assertThat(registry.registrations()).isEqualTo(1);
    }

    private void identityGoesUnheard() {
        Instant begin = Instant.now();
        seller.identities().delete();
        seller.await("the identity is gone", seller::identity, Optional::isEmpty);
        assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofSeconds(3));
        assertThat(seller.unfinished())
                .hasValueSatisfying(kept -> assertThat(kept).contains("\"agentId\":\"0\""));
        assertThat(seller.events("AgentIdentity", Reason.TombstoneUnfinished)).isNotEmpty();
    }
}
