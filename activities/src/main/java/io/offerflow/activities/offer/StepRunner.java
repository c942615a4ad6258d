package io.offerflow.activities.offer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.workflows.offer.ChildKind;
import io.offerflow.workflows.offer.OfferActivities.Applied;
import io.offerflow.workflows.offer.OfferActivities.Steps;
import io.offerflow.workflows.offer.Step;
import io.offerflow.workflows.offer.StepOutcome;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Carries out a plan's steps in order, for exactly the object that was planned for. */
final class StepRunner {
    private static final Applied SUPERSEDED = new Applied(true, List.of());

    private final StoredOffers offers;
    private final ChildObjects children;
    private final StatusWriter status;
    private final AwaitSteps awaits;

    StepRunner(StoredOffers offers, ChildObjects children, StatusWriter status, AwaitSteps awaits) {
        this.offers = offers;
        this.children = children;
        this.status = status;
        this.awaits = awaits;
    }

    Applied run(Steps plan) {
        return new Run(plan).all();
    }

    /** One plan on its way, with the object as it was read or written last, so that nothing is read twice. */
    private final class Run {
        private final Steps plan;
        private final List<StepOutcome> outcomes = new ArrayList<>();
        private @Nullable GenericKubernetesResource live;
        private boolean guarded = true;

        Run(Steps plan) {
            this.plan = plan;
        }

        Applied all() {
            boolean fresh = false;
            for (Step step : plan.steps()) {
                if (!fresh && !asPlanned()) {
                    return SUPERSEDED;
                }
                if (!guarded) {
                    outcomes.add(StepOutcome.skipped(step));
                    continue;
                }
                StepOutcome outcome = one(step);
                if (outcome == null) {
                    return SUPERSEDED;
                }
                outcomes.add(outcome);
                guarded = !(step instanceof Step.AwaitGate) || outcome.result() == StepOutcome.Result.DONE;
                // While we waited a newer generation may have been planned and applied; its children must not be
                // undone.
                fresh = !waits(step);
            }
            return new Applied(false, List.copyOf(outcomes));
        }

        private boolean asPlanned() {
            if (plan.uid().isEmpty()) {
                return true;
            }
            GenericKubernetesResource now = offers.get(plan.ref());
            live = now;
            return now != null
                    && plan.uid().equals(now.getMetadata().getUid())
                    && Long.valueOf(plan.generation()).equals(now.getMetadata().getGeneration());
        }

        /** Null when the object was replaced under the step. */
        private @Nullable StepOutcome one(Step step) {
            try {
                return switch (step) {
                    case Step.FirstStatus first -> written(step, read -> status.write(read, first.status()));
                    case Step.AddFinalizer add -> written(step, read -> offers.update(read, StepRunner::withFinalizer));
                    case Step.ApplyChild child -> apply(plan.ref(), child);
                    case Step.AwaitGate gate -> awaits.gate(plan.ref(), plan.generation(), gate);
                    case Step.AwaitRoute route -> awaits.route(plan.ref(), route);
                    case Step.AwaitRefusal refusal -> awaits.refusal(plan.ref(), refusal);
                    case Step.DeleteChild child -> delete(plan, child);
                    case Step.RemoveFinalizer remove ->
                        written(step, read -> offers.update(read, StepRunner::withoutFinalizer));
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
            return live == null ? null : StepOutcome.done(step);
        }
    }

    private static boolean waits(Step step) {
        return step instanceof Step.AwaitGate || step instanceof Step.AwaitRoute;
    }

    private StepOutcome apply(Ref offer, Step.ApplyChild step) {
        try {
            children.apply(step.kind(), step.kind().namespaceFor(offer.namespace()), step.manifest());
            return StepOutcome.done(step);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND && !aboutNamespace(e)) {
                return StepOutcome.failed(step, notServed(step.kind()));
            }
            throw e;
        }
    }

    private StepOutcome delete(Steps plan, Step.DeleteChild step) {
        String namespace = step.kind().namespaceFor(plan.ref().namespace());
        GenericKubernetesResource live = children.get(step.kind(), namespace, step.name());
        if (live == null) {
            return StepOutcome.done(step);
        }
        if (!ChildObjects.ours(live, plan.uid())) {
            return StepOutcome.failed(
                    step,
                    "the " + step.kind().kind() + " of this name was made by somebody else and is left alone: rename or"
                            + " delete it");
        }
        children.delete(step.kind(), namespace, step.name());
        return StepOutcome.done(step);
    }

    private static @Nullable ObjectNode withFinalizer(GenericKubernetesResource offer) {
        List<String> finalizers = offer.getMetadata().getFinalizers();
        if (finalizers.contains(ServiceOffer.FINALIZER)) {
            return null;
        }
        List<String> more = new ArrayList<>(finalizers);
        more.add(ServiceOffer.FINALIZER);
        return finalizers(more);
    }

    private static @Nullable ObjectNode withoutFinalizer(GenericKubernetesResource offer) {
        List<String> finalizers = offer.getMetadata().getFinalizers();
        return finalizers.contains(ServiceOffer.FINALIZER)
                ? finalizers(finalizers.stream()
                        .filter(name -> !name.equals(ServiceOffer.FINALIZER))
                        .toList())
                : null;
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
        String group = kind.apiVersion().substring(0, kind.apiVersion().indexOf('/'));
        return "this cluster does not serve " + kind.kind() + " of " + kind.apiVersion()
                + ": install the CustomResourceDefinition " + kind.plural() + "." + group;
    }
}
