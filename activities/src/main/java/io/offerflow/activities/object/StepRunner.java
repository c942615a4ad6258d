package io.offerflow.activities.object;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.offerflow.api.Json;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import io.offerflow.workflows.entity.Steps;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Carries out a plan's steps in order, for exactly the object that was planned for. */
public final class StepRunner {
    private final StoredObjects objects;
    private final ChildObjects children;
    private final StatusWriter status;
    private final OwnSteps own;

    public StepRunner(StoredObjects objects, ChildObjects children, OwnSteps own) {
        this.objects = objects;
        this.children = children;
        this.status = new StatusWriter(objects);
        this.own = own;
    }

    /** What became of each step, and the objects as the API server told them in its answers. */
    public record Ran(List<StepOutcome> outcomes, Known known) {}

    /** Empty when the plan was made for another version of the object, or another object. */
    public Optional<Ran> run(Steps plan) {
        return new Run(plan).all();
    }

    /** One plan on its way, with the object as it was read or written last, so that nothing is read twice. */
    private final class Run {
        private final Steps plan;
        private final List<StepOutcome> outcomes = new ArrayList<>();
        private final Map<ChildKind, Optional<GenericKubernetesResource>> told = new EnumMap<>(ChildKind.class);
        private @Nullable GenericKubernetesResource live;
        private boolean guarded = true;
        /** Nothing was waited for since {@code live}: a newer generation may have been planned and applied meanwhile. */
        private boolean fresh;

        Run(Steps plan) {
            this.plan = plan;
            // A write names the version that it is about, and its answer is as good as a look.
            this.fresh = !plan.steps().isEmpty() && writesStatus(plan.steps().getFirst());
            this.live = fresh ? objects.version(plan.ref(), plan.uid(), plan.resourceVersion()) : null;
        }

        Optional<Ran> all() {
            for (Step step : plan.steps()) {
                if (!fresh && !look()) {
                    return Optional.empty();
                }
                if (!guarded) {
                    outcomes.add(StepOutcome.skipped(step));
                    continue;
                }
                StepOutcome outcome = one(step);
                if (outcome == null) {
                    return Optional.empty();
                }
                outcomes.add(outcome);
                guarded = !(step instanceof Step.AwaitGate) || outcome.result() == StepOutcome.Result.DONE;
            }
            return Optional.of(new Ran(List.copyOf(outcomes), new Known(live, told)));
        }

        private boolean look() {
            fresh = true;
            if (plan.uid().isEmpty()) {
                return true;
            }
            live = objects.get(plan.ref());
            return asPlanned(live);
        }

        private boolean asPlanned(@Nullable GenericKubernetesResource now) {
            return now != null
                    && plan.uid().equals(now.getMetadata().getUid())
                    && Long.valueOf(plan.generation()).equals(now.getMetadata().getGeneration());
        }

        /** Null when the object was replaced or changed under the step. */
        private @Nullable StepOutcome one(Step step) {
            try {
                return switch (step) {
                    case Step.FirstStatus first -> written(step, read -> status.write(read, first.status()));
                    case Step.FirstAgentStatus first -> written(step, read -> status.write(read, first.status()));
                    case Step.ResolveAgent resolve -> written(step, read -> status.write(read, resolve.status()));
                    case Step.AddFinalizer add ->
                        written(step, read -> objects.update(read, StepRunner.this::withFinalizer));
                    case Step.ApplyChild child -> apply(child);
                    case Step.AwaitGate gate -> other(gate);
                    case Step.AwaitRoute route -> other(route);
                    case Step.AwaitRefusal refusal -> other(refusal);
                    case Step.EnsureKey key -> other(key);
                    case Step.OfWallet wallet -> other(wallet);
                    case Step.OfIdentity identity -> other(identity);
                    case Step.DeleteChild child -> delete(child);
                    case Step.RemoveFinalizer remove -> released(step);
                };
            } catch (KubernetesClientException e) {
                if (ApiFailures.passes(e)) {
                    throw ApiFailures.unavailable(e);
                }
                return StepOutcome.failed(step, ApiFailures.sentence(e));
            }
        }

        private @Nullable StepOutcome written(
                Step step, Function<GenericKubernetesResource, @Nullable GenericKubernetesResource> write) {
            live = write.apply(Objects.requireNonNull(live, "a step about the object itself has a uid"));
            return asPlanned(live) ? StepOutcome.done(step) : null;
        }

        /** With its last finalizer the object itself goes, though the answer still shows it. */
        private @Nullable StepOutcome released(Step step) {
            StepOutcome outcome = written(step, read -> objects.update(read, StepRunner.this::withoutFinalizer));
            live = null;
            return outcome;
        }

        private StepOutcome other(Step step) {
            OwnSteps.Did did = own.carryOut(plan, step);
            told.putAll(did.told());
            fresh = did.atOnce();
            return did.outcome();
        }

        private StepOutcome apply(Step.ApplyChild step) {
            try {
                GenericKubernetesResource child = children.apply(
                        step.kind(), step.kind().namespaceFor(plan.ref().namespace()), step.manifest());
                told.put(step.kind(), Optional.of(child));
                return StepOutcome.done(step);
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND && !aboutNamespace(e)) {
                    return StepOutcome.failed(step, notServed(step.kind()));
                }
                throw e;
            }
        }

        private StepOutcome delete(Step.DeleteChild step) {
            String namespace = step.kind().namespaceFor(plan.ref().namespace());
            GenericKubernetesResource child = children.get(step.kind(), namespace, step.name());
            if (child == null) {
                return StepOutcome.done(step);
            }
            if (!ChildObjects.ours(child, plan.ref().name(), plan.uid())) {
                return StepOutcome.failed(
                        step,
                        "the " + step.kind().kind()
                                + " of this name was made by somebody else and is left alone: rename or delete it");
            }
            children.delete(step.kind(), namespace, step.name());
            told.remove(step.kind());
            return StepOutcome.done(step);
        }
    }

    private @Nullable ObjectNode withFinalizer(GenericKubernetesResource object) {
        List<String> finalizers = object.getMetadata().getFinalizers();
        if (finalizers.contains(objects.kind().finalizer())) {
            return null;
        }
        List<String> more = new ArrayList<>(finalizers);
        more.add(objects.kind().finalizer());
        return finalizers(more);
    }

    private @Nullable ObjectNode withoutFinalizer(GenericKubernetesResource object) {
        List<String> finalizers = object.getMetadata().getFinalizers();
        return finalizers.contains(objects.kind().finalizer())
                ? finalizers(finalizers.stream()
                        .filter(name -> !name.equals(objects.kind().finalizer()))
                        .toList())
                : null;
    }

    private static boolean writesStatus(Step step) {
        return step instanceof Step.FirstStatus
                || step instanceof Step.FirstAgentStatus
                || step instanceof Step.ResolveAgent;
    }

    private static ObjectNode finalizers(List<String> names) {
        ObjectNode patch = Json.mapper().createObjectNode();
        ArrayNode list = patch.putObject("metadata").putArray("finalizers");
        names.forEach(list::add);
        return patch;
    }

    private static boolean aboutNamespace(KubernetesClientException e) {
        return e.getStatus() != null
                && e.getStatus().getDetails() != null
                && "namespaces".equals(e.getStatus().getDetails().getKind());
    }

    private static String notServed(ChildKind kind) {
        return "this cluster does not serve " + kind.kind() + " of " + kind.apiVersion()
                + ": install the CustomResourceDefinition " + kind.plural() + "." + kind.group();
    }
}
