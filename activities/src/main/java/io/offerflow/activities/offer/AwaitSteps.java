package io.offerflow.activities.offer;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.activities.object.ChildObjects;
import io.offerflow.activities.object.OwnSteps;
import io.offerflow.api.Ref;
import io.offerflow.api.gate.GateReplica;
import io.offerflow.api.gate.GateReport;
import io.offerflow.cluster.gate.GateClient;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import io.offerflow.workflows.entity.Steps;
import io.offerflow.workflows.offer.ControllerSettings;
import io.offerflow.workflows.offer.RouteAcceptance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Steps that wait for somebody else: the gate, the Gateway. */
final class AwaitSteps implements OwnSteps {
    /** A Gateway never answers at once; asking it in vain costs more than waiting. */
    private static final Duration HEAD_START = Duration.ofMillis(50);

    static final String NO_REPLICA = "no verifier replica is ready";

    private final GateClient gate;
    private final ChildObjects children;
    private final ControllerSettings settings;
    private final Patience patience;

    AwaitSteps(GateClient gate, ChildObjects children, ControllerSettings settings, Patience patience) {
        this.gate = gate;
        this.children = children;
        this.settings = settings;
        this.patience = patience;
    }

    @Override
    public Did carryOut(Steps plan, Step step) {
        return switch (step) {
            case Step.AwaitGate gate -> {
                Loaded loaded = gate(plan.ref(), plan.generation(), gate);
                yield new Did(loaded.outcome(), loaded.atOnce(), Map.of());
            }
            case Step.AwaitRoute route ->
                new Did(StepOutcome.done(step), false, Map.of(ChildKind.HTTP_ROUTE, route(plan.ref(), route)));
            case Step.AwaitRefusal refusal -> new Did(refusal(plan.ref(), refusal), true, Map.of());
            default -> throw new IllegalArgumentException("no step of an offer: " + step.summary());
        };
    }

    /** @param atOnce nothing can have happened meanwhile */
    record Loaded(StepOutcome outcome, boolean atOnce) {}

    /** Fails at once where waiting cannot help: there is no replica, or one has judged this generation and refuses it. */
    Loaded gate(Ref offer, long generation, Step.AwaitGate step) {
        AtomicReference<List<GateReplica>> last = new AtomicReference<>(List.of());
        Patience.End end = patience.until(step.limit(), () -> {
            List<GateReplica> answers = gate.ask(offer);
            last.set(answers);
            return answers.isEmpty()
                    || loaded(answers, step)
                    || answers.stream().anyMatch(answer -> refuses(answer, generation, step));
        });
        StepOutcome outcome =
                loaded(last.get(), step) ? StepOutcome.done(step) : StepOutcome.failed(step, missing(last.get(), step));
        return new Loaded(outcome, end == Patience.End.AT_ONCE);
    }

    /** The route as it was when the Gateway had judged it, or the patience had ended. */
    Optional<GenericKubernetesResource> route(Ref offer, Step.AwaitRoute step) {
        AtomicReference<@Nullable GenericKubernetesResource> last = new AtomicReference<>();
        patience.rest(HEAD_START);
        patience.until(step.limit(), () -> {
            last.set(children.get(ChildKind.HTTP_ROUTE, offer.namespace(), step.name()));
            return Acceptance.of(last.get(), settings).state() != RouteAcceptance.State.Pending;
        });
        return Optional.ofNullable(last.get());
    }

    StepOutcome refusal(Ref offer, Step.AwaitRefusal step) {
        patience.until(
                step.limit(), () -> gate.ask(offer).stream().noneMatch(answer -> serves(answer.report(), step.uid())));
        return StepOutcome.done(step);
    }

    private static boolean loaded(List<GateReplica> answers, Step.AwaitGate step) {
        List<GateReport> reports = reports(answers);
        return !reports.isEmpty() && reports.stream().allMatch(report -> loaded(report, step));
    }

    private static boolean loaded(GateReport report, Step.AwaitGate step) {
        return serves(report, step.uid()) && step.digest().equals(report.digest());
    }

    private static boolean serves(@Nullable GateReport report, String uid) {
        return report != null && report.state() == GateReport.State.Served && uid.equals(report.uid());
    }

    private static boolean refuses(GateReplica answer, long generation, Step.AwaitGate step) {
        GateReport report = answer.report();
        return report != null
                && report.state() == GateReport.State.Quarantined
                && step.uid().equals(report.uid())
                && report.generation() >= generation;
    }

    private static String missing(List<GateReplica> answers, Step.AwaitGate step) {
        if (answers.isEmpty()) {
            return NO_REPLICA;
        }
        List<GateReport> reports = reports(answers);
        if (reports.isEmpty()) {
            return "none of " + answers.size() + " verifier replicas answers";
        }
        List<GateReport> behind =
                reports.stream().filter(report -> !loaded(report, step)).toList();
        GateReport first = behind.getFirst();
        String why = first.reason() == null ? "" : ", " + first.reason() + ": " + first.message();
        return behind.size() + " of " + answers.size() + " verifier replicas do not serve this route (" + first.state()
                + why + ")";
    }

    private static List<GateReport> reports(List<GateReplica> answers) {
        return answers.stream()
                .map(GateReplica::report)
                .filter(Objects::nonNull)
                .toList();
    }
}
