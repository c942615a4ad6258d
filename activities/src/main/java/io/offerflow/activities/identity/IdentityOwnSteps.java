package io.offerflow.activities.identity;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.offerflow.activities.identity.document.Serving;
import io.offerflow.activities.object.ChildObjects;
import io.offerflow.activities.object.EventWriter;
import io.offerflow.activities.object.OwnSteps;
import io.offerflow.activities.object.StoredObjects;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.identity.ConfirmedId;
import io.offerflow.api.identity.RegistryChain;
import io.offerflow.workflows.entity.EntityEvent;
import io.offerflow.workflows.entity.Rendered;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import io.offerflow.workflows.entity.Steps;
import java.math.BigInteger;
import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Carries out the steps that only identities and requests have. */
final class IdentityOwnSteps implements OwnSteps {
    private final StoredObjects identities;
    private final ChildObjects children;
    private final Cabinet cabinet;
    private final Ledger ledger;
    private final EventWriter events;

    /** What it writes to. */
    record Tools(StoredObjects identities, ChildObjects children, Cabinet cabinet) {}

    IdentityOwnSteps(Tools tools, Ledger ledger, EventWriter events) {
        this.identities = tools.identities();
        this.children = tools.children();
        this.cabinet = tools.cabinet();
        this.ledger = ledger;
        this.events = events;
    }

    @Override
    public Did carryOut(Steps plan, Step step) {
        StepOutcome outcome =
                switch (step) {
                    case Step.PublishDocument publish -> publish(plan, publish);
                    case Step.EnsureIdentity ignored -> ensure(step);
                    case Step.KeepRecord record -> keep(plan, record);
                    case Step.ForgetRecord ignored -> forget(plan, step);
                    default -> throw new IllegalArgumentException("no step of an identity: " + step.summary());
                };
        return new Did(outcome, true, Map.of());
    }

    /** Objects of others that have a child's name are left alone. */
    private StepOutcome publish(Steps plan, Step.PublishDocument step) {
        Papers papers = cabinet.anew(ledger.kind(), plan.ref(), step.ids()).orElse(null);
        if (papers == null || !(papers.serving() instanceof Serving.Possible possible)) {
            return StepOutcome.failed(step, "there is nothing that could be served");
        }
        String namespace = plan.ref().namespace();
        for (Rendered child : possible.children()) {
            GenericKubernetesResource stored = children.get(child.kind(), namespace, child.name());
            if (stored != null && !ChildObjects.ours(stored, plan.ref().name(), plan.uid())) {
                return StepOutcome.failed(
                        step,
                        "the " + child.kind().kind() + " " + child.name()
                                + " was made by somebody else and is left alone: rename or delete it");
            }
            children.apply(child.kind(), namespace, child.manifest());
        }
        return StepOutcome.done(step);
    }

    private StepOutcome ensure(Step step) {
        try {
            identities.create(AgentIdentity.SHARED);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
        return StepOutcome.done(step);
    }

    private StepOutcome keep(Steps plan, Step.KeepRecord step) {
        String tombstone = cabinet.anew(ledger.kind(), plan.ref(), ids(step.entries()))
                .map(Papers::tombstone)
                .orElse(Papers.WORDLESS);
        ledger.write(plan.ref(), new Ledger.Kept(step.entries(), tombstone));
        String what = step.entries().stream().map(IdentityOwnSteps::line).collect(Collectors.joining("; "));
        events.write(
                plan.ref(),
                plan.uid(),
                new EntityEvent(
                        EntityEvent.Type.Warning,
                        Reason.TombstoneUnfinished.name(),
                        Reason.TombstoneUnfinished.meaning() + " " + what));
        return StepOutcome.done(step);
    }

    private StepOutcome forget(Steps plan, Step step) {
        ledger.forget(plan.ref());
        return StepOutcome.done(step);
    }

    /** As a document names them. */
    private static List<ConfirmedId> ids(List<Registration> entries) {
        return entries.stream()
                .filter(entry -> entry.agentId().matches("[0-9]+")
                        && entry.registry() != null
                        && !Reason.OwnershipLost.name().equals(entry.reason()))
                .flatMap(entry -> RegistryChain.find(entry.chain()).stream()
                        .map(chain -> new ConfirmedId(
                                chain, String.valueOf(entry.registry()), new BigInteger(entry.agentId()))))
                .sorted(Comparator.comparing(id -> id.chain().caip2()))
                .toList();
    }

    private static String line(Registration entry) {
        String id = entry.agentId().isEmpty() ? "without an id yet" : "id " + entry.agentId();
        return entry.chain() + ", " + id + ": " + entry.message();
    }
}
