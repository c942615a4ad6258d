package io.offerflow.workflows.entity;

import io.offerflow.api.Metadata;
import io.offerflow.api.ObjectStatus;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.workflows.entity.EntityLoop.Verdict;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One object's passes: observe, plan, apply, observe, report. A bad object never fails them. Keeps the memory, and what people see in
 * Temporal.
 *
 * @param <O> what is observed
 * @param <S> the object's status
 */
public final class Reconciler<O extends Seen, S extends ObjectStatus> implements EntityLoop.Pass {

    /** What differs from kind to kind. */
    public interface Subject<O, S extends ObjectStatus> {
        O observe();

        Plan<S> plan(O seen, EntityMemory memory, Instant now);

        Applied<O> apply(Steps steps, BooleanSupplier overtaken);

        void report(Told<S> told);

        EntityFacade.Look look(O seen, S status);
    }

    /**
     * A status to write, and the news in it.
     *
     * @param resourceVersion of the object that the status is about
     */
    public record Told<S>(String uid, String resourceVersion, S status, List<EntityEvent> events) {}

    /** Before the first observation nothing is known of the settings. */
    private static final int FIRST_HISTORY_LIMIT = 2_000;

    private final EntityLoop loop;
    private final Ref ref;
    private final Subject<O, S> subject;
    private final EntityFacade facade;
    private EntityMemory memory;
    private int historyLimit = FIRST_HISTORY_LIMIT;
    private @Nullable Plan<S> lastPlan;
    private @Nullable Metadata lastObject;

    /** @param memory what the run before handed over; null for none */
    public Reconciler(
            EntityLoop loop, ResourceKind kind, Ref ref, @Nullable EntityMemory memory, Subject<O, S> subject) {
        this.loop = loop;
        this.ref = ref;
        this.subject = subject;
        this.facade = new EntityFacade(kind, ref);
        this.memory = memory == null ? EntityMemory.EMPTY : memory;
    }

    public EntityFacade facade() {
        return facade;
    }

    public EntityMemory memory() {
        return memory;
    }

    public boolean historyIsLong() {
        return EntityLoop.HistoryLimit.reached(historyLimit);
    }

    public void note(String what) {
        memory = memory.noted(now(), what);
    }

    /** A failure that no retry mends is a bug of an activity, and no reason for the object's workflow to die. */
    @Override
    public Verdict run() {
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
        O seen = subject.observe();
        Plan<S> plan = planFor(seen);
        Course course = course(seen, plan);
        if (course.acts()) {
            Applied<O> applied = apply(seen, plan);
            if (applied.superseded()) {
                return tryAgain();
            }
            plan.repairs().forEach(repair -> memory = memory.withRepair(repair));
            remember(applied);
            seen = Objects.requireNonNull(applied.seen(), "who applies looks at what there is then");
            plan = planFor(seen);
            course = course(seen, plan);
        }
        if (!course.acts()) {
            memory = memory.settled();
        }
        if (course.gone()) {
            return new Verdict.Gone();
        }
        S status = plan.status();
        if (status != null) {
            report(seen, status, course);
        }
        return new Verdict.Sleep(course.wakeAt(), plan.wakeWhy());
    }

    private Course course(O seen, Plan<S> plan) {
        return Workflow.sideEffect(Course.class, () -> chosen(seen, plan));
    }

    private Course chosen(O seen, Plan<S> plan) {
        S status = plan.status();
        return new Course(
                !plan.steps().isEmpty(),
                plan.gone(),
                status != null && !status.equals(seen.stored()),
                status != null && seen.searchable() && facade.differs(status, subject.look(seen, status)),
                plan.wakeAt());
    }

    /** At once, and later and later when it goes on; a nudge ends the wait. */
    private Verdict tryAgain() {
        memory = memory.open();
        return memory.openPasses() == 1
                ? new Verdict.Again()
                : new Verdict.Sleep(now().plus(memory.backOff()), "try again");
    }

    private Plan<S> planFor(O seen) {
        Metadata metadata = seen.metadata();
        String before = memory.uid();
        memory = metadata == null ? memory : memory.of(metadata.uid(), metadata.generation());
        if (before != null && !before.equals(memory.uid())) {
            note("another object took the name");
        }
        historyLimit = seen.historyLimit();
        lastObject = metadata;
        Plan<S> plan = subject.plan(seen, memory, now());
        lastPlan = plan;
        return plan;
    }

    private Applied<O> apply(O seen, Plan<S> plan) {
        Metadata metadata = seen.metadata();
        if (metadata == null) {
            return subject.apply(new Steps(ref, "", "", 0, plan.steps()), () -> loop.overtaken("", 0));
        }
        String uid = Objects.requireNonNullElse(metadata.uid(), "");
        String version = Objects.requireNonNullElse(metadata.resourceVersion(), "");
        long generation = metadata.generation();
        return subject.apply(
                new Steps(ref, uid, version, generation, plan.steps()), () -> loop.overtaken(uid, generation));
    }

    private void remember(Applied<O> applied) {
        memory = memory.afterSteps(applied.outcomes());
        String story = applied.outcomes().stream()
                .map(o ->
                        o.step() + (o.result() == StepOutcome.Result.DONE ? "" : " " + o.result() + " " + o.message()))
                .collect(Collectors.joining("; "));
        note(story);
    }

    private void report(O seen, S status, Course course) {
        Metadata metadata = Objects.requireNonNull(seen.metadata(), "only an object has a status");
        if (course.tells()) {
            List<EntityEvent> events = ConditionEvents.between(seen.stored().conditions(), status.conditions());
            events.forEach(event -> note(event.message()));
            subject.report(new Told<>(
                    String.valueOf(metadata.uid()),
                    Objects.requireNonNullElse(metadata.resourceVersion(), ""),
                    status,
                    events));
        }
        facade.show(status, subject.look(seen, status), course.indexes());
    }

    /** The kind only: text of an unforeseen failure might hold anything. */
    private static String kindOf(@Nullable Throwable cause) {
        return switch (cause) {
            case ApplicationFailure failure -> failure.getType();
            case null -> "unknown";
            default -> cause.getClass().getSimpleName();
        };
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }

    /** Blocks the calling handler until a pass that began after this call has ended; says where the object stands then. */
    public String reconcileNow() {
        loop.awaitPass();
        return facade.headline();
    }

    /** The steps of the last plan, and when it wakes by itself. */
    public List<String> planLines() {
        Plan<S> plan = lastPlan;
        if (plan == null) {
            return List.of("nothing planned yet");
        }
        List<String> lines = new ArrayList<>();
        plan.steps().forEach(step -> lines.add(step.summary()));
        if (lines.isEmpty()) {
            Metadata object = lastObject;
            lines.add(object == null ? "nothing to do" : "nothing to do at generation " + object.generation());
        }
        if (plan.wakeAt() != null) {
            lines.add("wakes at " + plan.wakeAt() + ": " + plan.wakeWhy());
        }
        return lines;
    }
}
