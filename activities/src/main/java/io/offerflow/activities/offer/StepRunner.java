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
        List<StepOutcome> outcomes = new ArrayList<>();
        boolean current = asPlanned(plan);
        boolean guarded = true;
        for (Step step : plan.steps()) {
            if (!current) {
                return SUPERSEDED;
            }
            if (!guarded) {
                outcomes.add(StepOutcome.skipped(step));
                continue;
            }
            StepOutcome outcome = run(plan, step);
            if (outcome == null) {
                return SUPERSEDED;
            }
            outcomes.add(outcome);
            guarded = !(step instanceof Step.AwaitGate) || outcome.result() == StepOutcome.Result.DONE;
            // While we waited a newer generation may have been planned and applied; its children must not be undone.
            current = !waits(step) || asPlanned(plan);
        }
        return new Applied(false, List.copyOf(outcomes));
    }

    /** Null when the object was replaced under the step. */
    private @Nullable StepOutcome run(Steps plan, Step step) {
        try {
            return switch (step) {
                case Step.FirstStatus first -> written(step, status.write(plan.ref(), plan.uid(), first.status()));
                case Step.AddFinalizer add -> written(step, addFinalizer(plan));
                case Step.ApplyChild child -> apply(plan.ref(), child);
                case Step.AwaitGate gate -> awaits.gate(plan.ref(), plan.generation(), gate);
                case Step.AwaitRoute route -> awaits.route(plan.ref(), route);
                case Step.AwaitRefusal refusal -> awaits.refusal(plan.ref(), refusal);
                case Step.DeleteChild child -> delete(plan, child);
                case Step.RemoveFinalizer remove -> written(step, removeFinalizer(plan));
            };
        } catch (KubernetesClientException e) {
            if (ApiFailures.passes(e)) {
                throw ApiFailures.unavailable(e);
            }
            return StepOutcome.failed(step, ApiFailures.sentence(e));
        }
    }

    private boolean asPlanned(Steps plan) {
        if (plan.uid().isEmpty()) {
            return true;
        }
        GenericKubernetesResource live = offers.get(plan.ref());
        return live != null
                && plan.uid().equals(live.getMetadata().getUid())
                && Long.valueOf(plan.generation()).equals(live.getMetadata().getGeneration());
    }

    private static boolean waits(Step step) {
        return step instanceof Step.AwaitGate || step instanceof Step.AwaitRoute;
    }

    private static @Nullable StepOutcome written(Step step, StoredOffers.Write write) {
        return write == StoredOffers.Write.DONE ? StepOutcome.done(step) : null;
    }

    private StepOutcome apply(Ref offer, Step.ApplyChild step) {
        try {
            children.apply(step.kind(), offer.namespace(), step.manifest());
            return StepOutcome.done(step);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND && !aboutNamespace(e)) {
                return StepOutcome.failed(step, notServed(step.kind()));
            }
            throw e;
        }
    }

    private StepOutcome delete(Steps plan, Step.DeleteChild step) {
        String namespace = plan.ref().namespace();
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

    private StoredOffers.Write addFinalizer(Steps plan) {
        return offers.update(plan.ref(), plan.uid(), live -> {
            List<String> finalizers = live.getMetadata().getFinalizers();
            if (finalizers.contains(ServiceOffer.FINALIZER)) {
                return null;
            }
            List<String> more = new ArrayList<>(finalizers);
            more.add(ServiceOffer.FINALIZER);
            return finalizers(more);
        });
    }

    private StoredOffers.Write removeFinalizer(Steps plan) {
        return offers.update(plan.ref(), plan.uid(), live -> {
            List<String> finalizers = live.getMetadata().getFinalizers();
            return finalizers.contains(ServiceOffer.FINALIZER)
                    ? finalizers(finalizers.stream()
                            .filter(name -> !name.equals(ServiceOffer.FINALIZER))
                            .toList())
                    : null;
        });
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
