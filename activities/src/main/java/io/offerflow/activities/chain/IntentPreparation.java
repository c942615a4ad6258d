package io.offerflow.activities.chain;

import io.offerflow.activities.registry.Reverts;
import io.offerflow.workflows.chain.AccountActivities.Preparation;
import io.offerflow.workflows.chain.Call;
import io.offerflow.workflows.chain.Finding;
import io.offerflow.workflows.chain.Readiness;
import io.offerflow.workflows.chain.Reason;
import io.offerflow.workflows.chain.SearchCursor;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Whether an intent may get a nonce, as one node sees it. */
final class IntentPreparation {
    /** Well within an attempt of the activity. */
    private static final Duration SEARCH = Duration.ofSeconds(20);
    /** Of version 1 other functions and other rights are known. */
    private static final String VERSION = "2.";
    /** A fifth more than the estimate, for what changes until the block. */
    private static final BigInteger FIVE = BigInteger.valueOf(5);

    private final AccountNode node;
    private final Preparation wanted;
    private final InstantSource clock;

    IntentPreparation(AccountNode node, Preparation wanted, InstantSource clock) {
        this.node = node;
        this.wanted = wanted;
        this.clock = clock;
    }

    Readiness prepare(Optional<BigInteger> startBlock) throws RpcException, InterruptedException {
        Call call = wanted.intent().call();
        if (!node.hasCode(call.to(), node.head())) {
            return new Readiness.NotYet(Reason.WRONG_CHAIN, "no contract at " + call.to());
        }
        if (wanted.intent().adoption() != null) {
            Optional<String> version = new RegistryNode(node, call.to()).version();
            if (version.filter(known -> known.startsWith(VERSION)).isEmpty()) {
                return new Readiness.NotYet(Reason.WRONG_CHAIN, "no identity registry of version 2 at " + call.to());
            }
            RegistrationSearch.Result result = search(startBlock);
            Finding finding = result.finding();
            SearchCursor more = result.more();
            if (finding != null) {
                return found(finding);
            }
            if (more != null) {
                return new Readiness.Searching(more);
            }
        }
        return simulate(call);
    }

    /** What is adopted stays adopted, so it must not be in a block that a reorg may still take. */
    private Readiness found(Finding finding) throws RpcException, InterruptedException {
        String registry = wanted.intent().call().to();
        AccountNode last = node.at(wanted.finalDepth());
        boolean stays = last.hasCode(registry, last.head())
                && new RegistryNode(last, registry).owner(finding.agentId()).isPresent();
        return stays
                ? new Readiness.Found(finding)
                : new Readiness.NotYet(
                        Reason.NOT_READY, "id " + finding.agentId() + " was found, in a block that is not final");
    }

    private RegistrationSearch.Result search(Optional<BigInteger> startBlock)
            throws RpcException, InterruptedException {
        return new RegistrationSearch(
                        node,
                        wanted.intent().call().to(),
                        clock,
                        clock.instant().plus(SEARCH))
                .search(
                        wanted.account().address(),
                        java.util.Objects.requireNonNull(wanted.intent().adoption()),
                        wanted.cursor(),
                        startBlock);
    }

    private Readiness simulate(Call call) throws RpcException, InterruptedException {
        String from = wanted.account().address();
        try {
            node.call(from, call);
            BigInteger estimate = node.estimate(from, call);
            BigInteger roomy = estimate.add(estimate.divide(FIVE));
            boolean fits = estimate.compareTo(wanted.maxGas()) <= 0;
            return new Readiness.Ready(fits ? roomy.min(wanted.maxGas()) : estimate);
        } catch (RpcError refused) {
            if (refused.reverted()) {
                return reverted(Reverts.decode(refused.data()));
            }
            if (refused.text().contains("insufficient funds")) {
                return new Readiness.NotYet(Reason.INSUFFICIENT_FUNDS, "the simulation says so");
            }
            throw refused;
        }
    }

    /** An id that was minted a moment ago is not known to every node behind an address. */
    private static Readiness reverted(String why) {
        return why.equals(Reverts.NONEXISTENT)
                ? new Readiness.NotYet(Reason.NOT_READY, why)
                : new Readiness.Reverts(why);
    }
}
