package io.offerflow.workflows.identity;

import io.offerflow.api.condition.Reason;
import io.offerflow.api.identity.RegistryChain;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.entity.EntityLoop;
import io.offerflow.workflows.entity.Nudge;
import io.offerflow.workflows.identity.RegistryActivities.Order;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where orders to chains are under way: one for each chain at a time, beside the passes, so that a chain that does not answer holds up nothing. Keeps the
 * identity's memory. An answer makes the loop dirty, and the next pass plans with it.
 */
final class ChainDesk {
    /** A few tries hide a hiccup; anything longer is for the planner, which tells it to people. */
    private static final ActivityOptions PATIENCE = ActivityOptions.newBuilder()
            .setTaskQueue(TaskQueues.CHAIN)
            .setStartToCloseTimeout(Duration.ofSeconds(45))
            .setScheduleToCloseTimeout(Duration.ofMinutes(2))
            .setHeartbeatTimeout(Duration.ofSeconds(10))
            .setRetryOptions(RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofSeconds(1))
                    .setMaximumAttempts(3)
                    .build())
            .build();

    private static final int MAX_SUMMARY = 190;

    private final EntityLoop loop;
    private final Consumer<String> notes;
    private final Map<String, Order> busy = new LinkedHashMap<>();
    private final Map<String, String> told = new LinkedHashMap<>();
    /** Chains that something was said of while they were busy: the answer under way may be older. */
    private final Set<String> doubted = new LinkedHashSet<>();

    private IdentityMemory memory;
    private List<Order> planned = List.of();
    private List<ChainWish> wishes = List.of();

    /** @param notes for the timeline */
    ChainDesk(EntityLoop loop, @Nullable IdentityMemory memory, Consumer<String> notes) {
        this.loop = loop;
        this.memory = memory == null ? IdentityMemory.EMPTY : memory;
        this.notes = notes;
    }

    IdentityMemory memory() {
        return memory;
    }

    boolean idle() {
        return busy.isEmpty();
    }

    /** Somebody outside said that something changed: an account, perhaps. */
    void woken() {
        memory = memory.woken(now());
        doubted.addAll(busy.keySet());
    }

    void planned(IdentityMemory next, List<Order> orders, List<ChainWish> wanted) {
        memory = next;
        planned = orders;
        wishes = wanted;
    }

    /** Begins what was planned last, on chains that are not busy. */
    void begin() {
        List<Order> orders = planned;
        planned = List.of();
        orders.stream()
                .filter(order -> !busy.containsKey(order.move().chain().caip2()))
                .forEach(this::begin);
    }

    private void begin(Order order) {
        RegistryChain chain = order.move().chain();
        busy.put(chain.caip2(), order);
        record(chain).map(record -> news(record).started(order.move())).forEach(this::keep);
        RegistryActivities activities = Workflow.newActivityStub(
                RegistryActivities.class,
                ActivityOptions.newBuilder(PATIENCE)
                        .setSummary(bounded(order.move().summary()))
                        .build());
        Async.function(activities::carryOut, order).handle((word, failure) -> {
            heard(
                    order,
                    failure == null
                            ? word
                            : new Word.Unable(Reason.RpcUnavailable, "the worker of chains does not answer"));
            return true;
        });
    }

    private void heard(Order order, Word word) {
        RegistryChain chain = order.move().chain();
        busy.remove(chain.caip2());
        record(chain).map(record -> news(record).heard(order.move(), word)).forEach(this::keep);
        if (doubted.remove(chain.caip2())) {
            record(chain).map(record -> news(record).woken()).forEach(this::keep);
        }
        String story = order.move().summary() + ": " + story(word);
        if (!story.equals(told.put(chain.caip2(), story))) {
            notes.accept(story);
        }
        loop.nudge(new Nudge(null, 0, "the chain answered"));
    }

    private static String story(Word word) {
        return switch (word) {
            case Word.Held held -> "owner " + held.owner() + ", " + held.uri().shown();
            case Word.Absent ignored -> "not there";
            case Word.Stands stands ->
                stands.report().state() + ", " + stands.report().sentence()
                        + Stream.of(stands.report().link(), stands.report().hash())
                                .filter(text -> text != null)
                                .findFirst()
                                .map(text -> ", " + text)
                                .orElse("");
            case Word.Unknown ignored -> "the account does not know it";
            case Word.Outdated ignored -> "the document changed meanwhile";
            case Word.Claimed claimed -> "handed to " + claimed.signer() + " before";
            case Word.Unable unable -> unable.reason() + ", " + unable.detail();
        };
    }

    private Stream<ChainRecord> record(RegistryChain chain) {
        return memory.on(chain).stream();
    }

    private ChainNews news(ChainRecord record) {
        ChainWish wish = wishes.stream()
                .filter(known -> known.chain().same(record.chain()))
                .findFirst()
                .orElse(null);
        return new ChainNews(record, wish, now());
    }

    private void keep(ChainRecord record) {
        memory = memory.with(record);
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }

    private static String bounded(String summary) {
        return summary.length() <= MAX_SUMMARY ? summary : summary.substring(0, MAX_SUMMARY - 1) + "…";
    }
}
