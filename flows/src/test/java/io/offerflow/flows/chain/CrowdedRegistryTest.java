package io.offerflow.flows.chain;

import static io.offerflow.flows.chain.CrowdedRegistry.DEPLOYED;
import static io.offerflow.flows.chain.CrowdedRegistry.HEAD;
import static io.offerflow.flows.chain.CrowdedRegistry.REGISTRY;
import static io.offerflow.flows.chain.CrowdedRegistry.uri;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.activities.chain.AccountSettings;
import io.offerflow.activities.chain.ChainSettings;
import io.offerflow.activities.chain.RpcAccountActivities;
import io.offerflow.activities.registry.RegistryCalls;
import io.offerflow.cluster.Settings;
import io.offerflow.flows.chain.CrowdedRegistry.Usage;
import io.offerflow.workflows.chain.AccountActivities.Account;
import io.offerflow.workflows.chain.AccountActivities.Preparation;
import io.offerflow.workflows.chain.Adoption;
import io.offerflow.workflows.chain.Call;
import io.offerflow.workflows.chain.Intent;
import io.offerflow.workflows.chain.Readiness;
import io.offerflow.workflows.chain.SearchCursor;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What it takes to find out whether an account is registered among 256,000 registrations in 5 million blocks, at a provider that gives 10,000 blocks or
 * logs for a question and takes 0.1 s for each. Simulated: what is counted are calls and the time they would take.
 */
class CrowdedRegistryTest {
    private static final Logger LOG = LoggerFactory.getLogger(CrowdedRegistryTest.class);
    private static final String OWNER = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final long OLD = 0;
    private static final long YOUNG = CrowdedRegistry.REGISTRATIONS - 1;
    /** Pages of 10,000 blocks. */
    private static final int ALL_PAGES = 500;

    private CrowdedRegistry registry;
    private RpcAccountActivities activities;

    @BeforeEach
    void start() throws IOException {
        registry = new CrowdedRegistry();
        Settings settings = Settings.of(Map.of(ChainSettings.RPC, "base=" + registry.address()));
        activities = new RpcAccountActivities(
                ChainSettings.from(settings),
                AccountSettings.from(settings),
                new RpcAccountActivities.Shared(2_000, false),
                registry);
    }

    @AfterEach
    void stop() {
        activities.close();
        registry.close();
    }

    private Readiness prepare(long wanted, @Nullable SearchCursor cursor) {
        Call call = Call.of(REGISTRY, RegistryCalls.register(uri(wanted), Map.of()));
        Intent intent = new Intent("a", "register a", call, Adoption.ofUri(uri(wanted)), null);
        return activities.prepare(new Preparation(
                new Account(BigInteger.valueOf(8_453), OWNER),
                intent,
                cursor,
                BigInteger.valueOf(20_000_000),
                BigInteger.valueOf(64)));
    }

    /** As the account does: again and again, from where the last part ended. */
    private Readiness search(long wanted, @Nullable SearchCursor from) {
        Readiness readiness = prepare(wanted, from);
        while (readiness instanceof Readiness.Searching searching) {
            readiness = prepare(wanted, searching.cursor());
        }
        return readiness;
    }

    private Usage told(String what) {
        Usage usage = registry.usage();
        LOG.info(
                "{}: {} calls of {} ms, among them {} pages and {} refused ones, {} blocks: {} s",
                what,
                usage.calls(),
                CrowdedRegistry.LATENCY.toMillis(),
                usage.pages(),
                usage.refused(),
                usage.blocks(),
                usage.time().toMillis() / 1_000.0);
        assertThat(usage.time()).isLessThan(LIMIT);
        return usage;
    }

    private static void found(Readiness readiness, long id) {
        assertThat(readiness).isInstanceOfSatisfying(Readiness.Found.class, found -> assertThat(
                        found.finding().agentId())
                .isEqualTo(id));
    }

    @Test
    void anOwnerOfNothingIsAnsweredByItsBalanceWithoutAScan() {
        assertThat(search(OLD, null)).isInstanceOf(Readiness.Ready.class);
        assertThat(told("an owner of nothing (its balance says so)").pages()).isZero();
    }

    @Test
    void anOwnerThatGaveEverythingAwayIsAnsweredByItsBalanceToo() {
        registry.give(DEPLOYED + 10, 5, OWNER);
        registry.give(DEPLOYED + 20, 5, "0x" + "7".repeat(40));
        assertThat(search(5, null)).isInstanceOf(Readiness.Ready.class);
        assertThat(told("an owner that gave everything away").pages()).isZero();
    }

    @Test
    void aYoungRegistrationIsFoundOnTheFirstPages() {
        registry.give(HEAD - 15_000, YOUNG, OWNER);
        found(search(YOUNG, null), YOUNG);
        assertThat(told("one young registration").pages()).isLessThan(5);
    }

    @Test
    void anOldRegistrationIsFoundByOneScanOfAllBlocks() {
        registry.give(DEPLOYED + 100, OLD, OWNER);
        found(search(OLD, null), OLD);
        wholeScan(told("one old registration, no cursor"));
    }

    @Test
    void tokensThatCameAndWentMakeTheScanNoLongerAndMintNothingTwice() {
        registry.give(DEPLOYED + 100, OLD, OWNER);
        for (int id = 1; id <= 20; id++) {
            registry.give(DEPLOYED + id * 200_000L, id, OWNER);
            registry.give(DEPLOYED + id * 200_000L + 1, id, "0x" + "7".repeat(40));
        }
        found(search(OLD, null), OLD);
        wholeScan(told("one old registration, twenty that came and went"));
    }

    @Test
    void anOwnerWhoseOnlyTokenIsAnotherOneIsSearchedWholeAndMayRegister() {
        registry.give(DEPLOYED + 100, OLD, OWNER);
        assertThat(search(YOUNG, null)).isInstanceOf(Readiness.Ready.class);
        wholeScan(told("one old token of another kind"));
    }

    @Test
    void aStoredCursorGoesOnWhereItWas() {
        registry.give(DEPLOYED + 100, OLD, OWNER);
        Readiness first = prepare(OLD, null);
        Usage part = told("one old registration, the first part");
        assertThat(first).isInstanceOf(Readiness.Searching.class);
        found(search(OLD, ((Readiness.Searching) first).cursor()), OLD);
        Usage rest = told("one old registration, from the stored cursor");
        assertThat(part.blocks() + rest.blocks()).isLessThanOrEqualTo(HEAD - DEPLOYED + 1);
        assertThat(rest.refused()).isLessThan(part.refused() + ALL_PAGES / 32 + 1);
    }

    private static void wholeScan(Usage usage) {
        assertThat(usage.pages()).isBetween(ALL_PAGES - 1, ALL_PAGES + 10);
        assertThat(usage.blocks()).isLessThanOrEqualTo(HEAD - DEPLOYED + 1);
    }
}
