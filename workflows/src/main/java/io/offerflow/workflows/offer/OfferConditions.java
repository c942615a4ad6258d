package io.offerflow.workflows.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.Json;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.Condition.Status;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.gate.GateReplica;
import io.offerflow.api.gate.GateReport;
import io.offerflow.api.gate.GateReport.State;
import io.offerflow.api.route.RouteDecision;
import io.offerflow.api.upstream.Probe;
import io.offerflow.api.upstream.UpstreamView;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Computes each stage's condition from what was observed, independently of the others. Pure. */
final class OfferConditions {
    /** Reasons of PaymentGateReady that a replica gave; the others say that none could. */
    private static final Set<String> GATE_WORDS = Set.of(
            Reason.Reconciled.name(),
            Reason.WaitingForPaymentGate.name(),
            Reason.PathConflict.name(),
            Reason.Quarantined.name());

    private final ServiceOffer offer;
    private final Observation seen;
    private final RouteDecision decision;

    OfferConditions(ServiceOffer offer, Observation seen, RouteDecision decision) {
        this.offer = offer;
        this.seen = seen;
        this.decision = decision;
    }

    Condition modelReady() {
        ServiceOfferSpec spec = offer.spec();
        if (spec.sellsAgent()) {
            return agentStage(ConditionType.MODEL_READY, Reason.Declared);
        }
        if (!ServiceOfferSpec.TYPE_INFERENCE.equals(spec.type())) {
            return is(ConditionType.MODEL_READY, Reason.Skipped, "type " + spec.effectiveType() + " needs no model");
        }
        String model = spec.model() == null ? null : spec.model().name();
        return model == null || model.isEmpty()
                ? not(
                        ConditionType.MODEL_READY,
                        Reason.MissingModel,
                        "spec.model.name is empty: name the model that is sold")
                : is(ConditionType.MODEL_READY, Reason.Declared, "sells " + model);
    }

    Condition upstreamHealthy() {
        ConditionType type = ConditionType.UPSTREAM_HEALTHY;
        if (offer.spec().sellsAgent()) {
            return agentStage(type, Reason.Healthy);
        }
        UpstreamView upstream = seen.upstream();
        return switch (upstream.state()) {
            case None -> not(type, Reason.InvalidSpec, "spec.upstream is missing: name the Service that is sold");
            case Missing -> not(type, Reason.MissingService, "there is no Service " + upstream.target());
            case NotGranted -> not(type, Reason.UpstreamNotGranted, grantHint(upstream));
            case ExternalNameRefused ->
                not(type, Reason.ExternalNameRefused, "Service " + upstream.target() + " is of type ExternalName");
            case Probed -> probed(type, Objects.requireNonNull(upstream.probe(), "a probed upstream has a probe"));
        };
    }

    Condition paymentGateReady() {
        ConditionType type = ConditionType.PAYMENT_GATE_READY;
        return switch (decision) {
            case RouteDecision.Quarantined quarantined -> not(type, quarantined.reason(), quarantined.message());
            case RouteDecision.Withdrawn withdrawn -> not(type, withdrawn.reason(), withdrawn.message());
            case RouteDecision.Served served -> gateServes(type, served);
        };
    }

    /** The offer that owns our path, when a replica reports a conflict. */
    @Nullable
    String conflict() {
        return reports().stream()
                .filter(r -> r.state() == State.Conflict && current(r))
                .map(OfferConditions::sentence)
                .findFirst()
                .orElse(null);
    }

    /** True when a reachable replica does not serve exactly this route yet; without reachable replicas waiting is no step of ours. */
    boolean gateLags(RouteDecision.Served served) {
        return reports().stream().anyMatch(r -> !serves(r, served));
    }

    private Condition gateServes(ConditionType type, RouteDecision.Served served) {
        if (seen.gate().isEmpty()) {
            return not(type, Reason.WaitingForGateway, "no verifier replica is ready");
        }
        if (reports().isEmpty()) {
            return lastGateWord(type);
        }
        for (GateReport report : reports()) {
            if (serves(report, served)) {
                continue;
            }
            if (current(report) && report.state() == State.Conflict) {
                return not(type, Reason.PathConflict, sentence(report));
            }
            if (current(report) && report.state() == State.Quarantined) {
                return not(type, Reason.Quarantined, sentence(report));
            }
            return not(type, Reason.WaitingForPaymentGate, "the gate has not loaded this spec yet");
        }
        // Without the number of replicas, which would rewrite every offer's status whenever the gate is scaled.
        return is(
                type,
                Reason.Reconciled,
                "the gate charges " + served.route().price().display());
    }

    /** Replicas that cannot be asked keep their last word, as long as it was theirs and about this generation. */
    private Condition lastGateWord(ConditionType type) {
        return Conditions.find(offer.statusOrEmpty().conditions(), type)
                .filter(c ->
                        Objects.equals(c.observedGeneration(), offer.metadata().generation()))
                .filter(c -> GATE_WORDS.contains(String.valueOf(c.reason())))
                .orElseGet(() -> not(type, Reason.WaitingForGateway, "no verifier replica can be asked"));
    }

    /** A report about an older spec, or about the offer that had the name before, says nothing about this one. */
    private boolean current(GateReport report) {
        return Objects.equals(report.uid(), offer.metadata().uid())
                && report.generation() >= offer.metadata().generation();
    }

    private static String sentence(GateReport report) {
        String message = report.message();
        return message == null ? "the gate reports " + report.state() : message;
    }

    private static boolean serves(GateReport report, RouteDecision.Served served) {
        return report.state() == State.Served
                && Objects.equals(report.uid(), served.route().uid())
                && Objects.equals(report.digest(), served.route().digest());
    }

    private List<GateReport> reports() {
        return seen.gate().stream()
                .map(GateReplica::report)
                .filter(Objects::nonNull)
                .toList();
    }

    private Condition probed(ConditionType type, Probe probe) {
        return probe.healthy()
                ? is(type, Reason.Healthy, probe.sentence())
                : not(type, Reason.Unhealthy, probe.sentence());
    }

    private Condition agentStage(ConditionType type, Reason ready) {
        ServiceOfferSpec.AgentRef ref =
                offer.spec().agent() == null ? null : offer.spec().agent().ref();
        if (ref == null || ref.name() == null) {
            return not(type, Reason.InvalidAgentRef, "spec.agent.ref is incomplete: set name and namespace");
        }
        if (!offer.metadata().namespace().equals(ref.namespace())) {
            return not(
                    type,
                    Reason.InvalidAgentRef,
                    "spec.agent.ref.namespace is " + ref.namespace()
                            + ", but an offer sells only agents of its own namespace");
        }
        AgentView agent = seen.agent();
        if (agent == null || agent.resolution() == null) {
            String why = agent == null ? "is not ready" : agent.message();
            return not(type, Reason.WaitingForAgent, "Agent " + ref.name() + " " + why);
        }
        String model = type == ConditionType.MODEL_READY
                ? " with model " + agent.resolution().model()
                : "";
        return is(type, ready, "Agent " + ref.name() + " " + agent.message() + model);
    }

    /** The grant is printed as JSON, which kubectl takes from any version on as it stands. */
    private String grantHint(UpstreamView upstream) {
        String from = offer.metadata().namespace();
        String service = offer.spec().upstream() == null
                ? ""
                : String.valueOf(offer.spec().upstream().service());
        ObjectNode grant = Json.mapper().createObjectNode();
        grant.put("apiVersion", "gateway.networking.k8s.io/v1beta1").put("kind", "ReferenceGrant");
        grant.putObject("metadata").put("name", "sell-to-" + from).put("namespace", offer.upstreamNamespace());
        ObjectNode spec = grant.putObject("spec");
        spec.putArray("from")
                .addObject()
                .put("group", "gateway.networking.k8s.io")
                .put("kind", "HTTPRoute")
                .put("namespace", from);
        spec.putArray("to").addObject().put("group", "").put("kind", "Service").put("name", service);
        return "namespace " + offer.upstreamNamespace() + " has no ReferenceGrant for Service " + upstream.target()
                + "; its owner applies: " + grant;
    }

    Condition is(ConditionType type, Reason reason, String message) {
        return condition(type, Status.True, reason, message, offer.metadata().generation());
    }

    Condition not(ConditionType type, Reason reason, String message) {
        return condition(type, Status.False, reason, message, offer.metadata().generation());
    }

    static Condition condition(ConditionType type, Status status, Reason reason, String message, long generation) {
        return new Condition(type.text(), status, reason.name(), message, null, generation);
    }
}
