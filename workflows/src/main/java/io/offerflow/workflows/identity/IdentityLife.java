package io.offerflow.workflows.identity;

import io.offerflow.api.ObjectStatus;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.EntityFacade;
import io.offerflow.workflows.entity.EntityLoop;
import io.offerflow.workflows.entity.EntityLoop.Verdict;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Nudge;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Reconciler;
import io.offerflow.workflows.entity.Seen;
import io.offerflow.workflows.entity.Steps;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What the workflows of identities and requests have in common: passes over the cluster, and beside them orders to chains.
 *
 * @param <O> what is observed
 * @param <S> the object's status
 */
final class IdentityLife<O extends Seen, S extends ObjectStatus> {

    /** What differs from kind to kind. */
    interface Kind<O, S extends ObjectStatus> {
        O observe(IdentityMemory memory);

        IdentityFacts facts(O seen);

        IdentityPlan<S> plan(O seen, EntityMemory tries, IdentityMemory memory, Instant now);

        Applied<O> apply(Steps steps, IdentityMemory memory, BooleanSupplier overtaken);

        void report(Reconciler.Told<S> told);

        EntityFacade.Look look(S status);
    }

    private final EntityLoop loop = new EntityLoop();
    private final Reconciler<O, S> reconciler;
    private final ChainDesk desk;
    private final Ref ref;

    IdentityLife(ResourceKind resource, IdentityInput input, Kind<O, S> kind) {
        ref = input.ref();
        Timeline timeline = new Timeline();
        desk = new ChainDesk(loop, input.identity(), timeline);
        reconciler = new Reconciler<>(loop, resource, ref, input.memory(), new Subject<>(kind, desk));
        timeline.to = reconciler::note;
    }

    /** The desk is there before the one who keeps the timeline. */
    private static final class Timeline implements Consumer<String> {
        private Consumer<String> to = note -> {};

        @Override
        public void accept(String note) {
            to.accept(note);
        }
    }

    private record Subject<O, S extends ObjectStatus>(Kind<O, S> kind, ChainDesk desk)
            implements Reconciler.Subject<O, S> {
        @Override
        public O observe() {
            return kind.observe(desk.memory());
        }

        @Override
        public Plan<S> plan(O seen, EntityMemory tries, Instant now) {
            IdentityPlan<S> plan = kind.plan(seen, tries, desk.memory(), now);
            desk.planned(plan.memory(), plan.orders(), kind.facts(seen).chains());
            return plan.plan();
        }

        @Override
        public Applied<O> apply(Steps steps, BooleanSupplier overtaken) {
            return kind.apply(steps, desk.memory(), overtaken);
        }

        @Override
        public void report(Reconciler.Told<S> told) {
            kind.report(told);
        }

        @Override
        public EntityFacade.Look look(O seen, S status) {
            return kind.look(status);
        }
    }

    void run() {
        loop.run(this::pass, reconciler::historyIsLong, () -> {
            Workflow.await(desk::idle);
            Workflow.continueAsNew(new IdentityInput(ref, reconciler.memory(), desk.memory()));
        });
    }

    /** Orders begin when the status is written: it names the signer that a mint was handed to. */
    private Verdict pass() {
        Verdict verdict = reconciler.run();
        desk.begin();
        return verdict instanceof Verdict.Gone && !desk.idle() ? new Verdict.Sleep(null, "") : verdict;
    }

    void nudge(Nudge nudge) {
        desk.woken();
        loop.nudge(nudge);
    }

    Reconciler<O, S> reconciler() {
        return reconciler;
    }
}
