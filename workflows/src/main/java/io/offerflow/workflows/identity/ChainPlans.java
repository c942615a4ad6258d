package io.offerflow.workflows.identity;

import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.identity.ConfirmedId;
import io.offerflow.workflows.identity.RegistryActivities.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The plans for all chains of an identity.
 *
 * @param entries what is said of each chain, in the order of the chains' names
 */
record ChainPlans(IdentityMemory memory, List<Order> orders, List<ChainPlan> plans, List<Registration> entries) {

    static ChainPlans of(ResourceKind kind, Situation situation, IdentityFacts facts, IdentityMemory known) {
        IdentityMemory memory = known;
        List<Order> orders = new ArrayList<>();
        List<ChainPlan> plans = new ArrayList<>();
        List<Registration> entries = new ArrayList<>();
        for (ChainWish wish : wishes(facts, known)) {
            ChainRecord record = record(known, wish);
            ChainPlan plan = wish.registry() == null
                    ? ChainPlanner.offChain(record, wish)
                    : ChainPlanner.plan(situation, wish, record);
            memory = memory.with(plan.record());
            plans.add(plan);
            entries.add(ChainEntry.of(plan, wish));
            Move move = plan.move();
            if (move != null) {
                orders.add(new Order(kind, situation.identity(), List.of(), move));
            }
        }
        List<ConfirmedId> ids = memory.confirmed();
        Ref identity = situation.identity();
        return new ChainPlans(
                memory,
                orders.stream()
                        .map(order -> new Order(kind, identity, ids, order.move()))
                        .toList(),
                List.copyOf(plans),
                List.copyOf(entries));
    }

    /** Also what only we know of: it is ours, whatever became of the status. */
    private static List<ChainWish> wishes(IdentityFacts facts, IdentityMemory memory) {
        List<ChainWish> wishes = new ArrayList<>(facts.chains());
        memory.chains().stream()
                .filter(ChainRecord::matters)
                .filter(record ->
                        facts.chains().stream().noneMatch(wish -> wish.chain().same(record.chain())))
                .map(record ->
                        new ChainWish(record.chain(), record.registry(), false, false, "", SignerView.NONE, null))
                .forEach(wishes::add);
        return wishes;
    }

    /** Another registry is another place: what is known of the old one says nothing about it. */
    private static ChainRecord record(IdentityMemory memory, ChainWish wish) {
        String registry = Objects.requireNonNullElse(wish.registry(), "");
        return memory.on(wish.chain())
                .filter(record -> registry.isEmpty() || record.registry().equalsIgnoreCase(registry))
                .orElseGet(() -> ChainRecord.of(wish.chain(), registry));
    }

    boolean settled() {
        return plans.stream().allMatch(ChainPlan::settled);
    }

    Optional<Instant> wakeAt() {
        return plans.stream()
                .flatMap(plan -> Optional.ofNullable(plan.wakeAt()).stream())
                .min(Instant::compareTo);
    }
}
