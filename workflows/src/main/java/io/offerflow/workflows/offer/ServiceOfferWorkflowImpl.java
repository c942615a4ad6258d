package io.offerflow.workflows.offer;

import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.condition.Condition;
import io.offerflow.workflows.entity.EntityLoop;
import io.offerflow.workflows.entity.EntityLoop.HistoryLimit;
import io.offerflow.workflows.entity.EntityLoop.Verdict;
import io.offerflow.workflows.entity.Nudge;
import io.offerflow.workflows.entity.TimelineEntry;
import io.offerflow.workflows.offer.OfferActivities.Applied;
import io.offerflow.workflows.offer.OfferActivities.Report;
import io.offerflow.workflows.offer.OfferActivities.Steps;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@link ServiceOfferWorkflow}: observe, plan, apply, observe, report. A bad offer never fails it. */
public final class ServiceOfferWorkflowImpl implements ServiceOfferWorkflow {
    private final EntityLoop loop = new EntityLoop();
    private final OfferCalls calls = new OfferCalls();
    private final OfferFacade facade;
    private final Ref ref;

    private OfferMemory memory;
    private int historyLimit = ControllerSettings.DEFAULTS.historyLimit();
    private @Nullable OfferPlan lastPlan;
    private @Nullable ServiceOffer lastOffer;

    @WorkflowInit
    public ServiceOfferWorkflowImpl(OfferInput input) {
        ref = input.ref();
        memory = input.memory() == null ? OfferMemory.EMPTY : input.memory();
        facade = new OfferFacade(ref);
    }

    @Override
    public void run(OfferInput input) {
        loop.run(
                this::pass,
                () -> HistoryLimit.reached(historyLimit),
                () -> Workflow.continueAsNew(new OfferInput(ref, memory)));
    }

    /** A failure that no retry mends is a bug of an activity, and no reason for the offer's workflow to die. */
    private Verdict pass() {
        try {
            return reconcile();
        } catch (ActivityFailure failure) {
            if (CancellationScope.current().isCancelRequested()) {
                throw failure;
            }
            note(failure.getActivityType() + " failed: " + kindOf(failure.getCause()));
            return tryAgain();
        }
    }

    private Verdict reconcile() {
        Observation seen = calls.observe(ref);
        OfferPlan plan = planFor(seen);
        if (!plan.steps().isEmpty()) {
            Applied applied = apply(seen, plan);
            if (applied.superseded()) {
                return tryAgain();
            }
            plan.repairs().forEach(repair -> memory = memory.withRepair(repair));
            remember(applied);
            seen = Objects.requireNonNull(applied.seen(), "who applies looks at what there is then");
            plan = planFor(seen);
        }
        if (plan.steps().isEmpty()) {
            memory = memory.settled();
        }
        if (plan.gone()) {
            return new Verdict.Gone();
        }
        if (plan.status() != null) {
            report(seen, plan.status());
        }
        return new Verdict.Sleep(plan.wakeAt(), plan.wakeWhy());
    }

    /** At once, and later and later when it goes on; a nudge ends the wait. */
    private Verdict tryAgain() {
        memory = memory.open();
        return memory.openPasses() == 1
                ? new Verdict.Again()
                : new Verdict.Sleep(now().plus(OfferPlanner.backOff(memory)), "try again");
    }

    private OfferPlan planFor(Observation seen) {
        Metadata metadata = seen.metadata();
        String before = memory.uid();
        memory = metadata == null ? memory : memory.of(metadata.uid(), metadata.generation());
        if (before != null && !before.equals(memory.uid())) {
            note("another object took the name");
        }
        historyLimit = seen.settings().historyLimit();
        lastOffer = seen.offer();
        OfferPlan plan = OfferPlanner.plan(seen, memory, now());
        lastPlan = plan;
        return plan;
    }

    private Applied apply(Observation seen, OfferPlan plan) {
        Metadata metadata = seen.metadata();
        if (metadata == null) {
            return calls.apply(new Steps(ref, "", "", 0, plan.steps()), () -> loop.overtaken("", 0));
        }
        String uid = Objects.requireNonNullElse(metadata.uid(), "");
        String version = Objects.requireNonNullElse(metadata.resourceVersion(), "");
        long generation = metadata.generation();
        return calls.apply(
                new Steps(ref, uid, version, generation, plan.steps()), () -> loop.overtaken(uid, generation));
    }

    private void remember(Applied applied) {
        memory = memory.afterSteps(applied.outcomes());
        String story = applied.outcomes().stream()
                .map(o ->
                        o.step() + (o.result() == StepOutcome.Result.DONE ? "" : " " + o.result() + " " + o.message()))
                .collect(Collectors.joining("; "));
        note(story);
    }

    private void report(Observation seen, ServiceOfferStatus status) {
        Metadata metadata = Objects.requireNonNull(seen.metadata(), "only an object has a status");
        if (!status.equals(seen.stored())) {
            List<OfferEvent> events = StatusEvents.between(seen.stored(), status);
            events.forEach(event -> note(event.message()));
            calls.report(new Report(
                    ref,
                    String.valueOf(metadata.uid()),
                    Objects.requireNonNullElse(metadata.resourceVersion(), ""),
                    status,
                    events));
        }
        facade.show(seen, status);
    }

    /** The kind only: text of an unforeseen failure might hold anything. */
    private static String kindOf(@Nullable Throwable cause) {
        return switch (cause) {
            case ApplicationFailure failure -> failure.getType();
            case null -> "unknown";
            default -> cause.getClass().getSimpleName();
        };
    }

    private void note(String what) {
        memory = memory.noted(now(), what);
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }

    @Override
    public void nudge(Nudge nudge) {
        loop.nudge(nudge);
    }

    @Override
    public String reconcileNow() {
        loop.awaitPass();
        return facade.headline();
    }

    @Override
    public String pause() {
        return setPaused(true);
    }

    @Override
    public String resume() {
        return setPaused(false);
    }

    private String setPaused(boolean paused) {
        calls.setPaused(ref, paused);
        note(paused ? "paused by update" : "resumed by update");
        return reconcileNow();
    }

    @Override
    public String describe() {
        return facade.markdown();
    }

    @Override
    public List<Condition> conditions() {
        return facade.conditions();
    }

    @Override
    public List<String> plan() {
        OfferPlan plan = lastPlan;
        if (plan == null) {
            return List.of("nothing planned yet");
        }
        List<String> lines = new ArrayList<>();
        plan.steps().forEach(step -> lines.add(step.summary()));
        if (lines.isEmpty()) {
            lines.add(
                    lastOffer == null
                            ? "nothing to do"
                            : "nothing to do at generation "
                                    + lastOffer.metadata().generation());
        }
        if (plan.wakeAt() != null) {
            lines.add("wakes at " + plan.wakeAt() + ": " + plan.wakeWhy());
        }
        return lines;
    }

    @Override
    public List<TimelineEntry> timeline() {
        return memory.timeline();
    }
}
