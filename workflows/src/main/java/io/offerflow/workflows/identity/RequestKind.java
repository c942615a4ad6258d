package io.offerflow.workflows.identity;

import io.offerflow.api.Ref;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.api.identity.RegistryChain;
import io.offerflow.workflows.entity.ActivityCalls;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.EntityFacade;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Reconciler;
import io.offerflow.workflows.entity.Steps;
import io.offerflow.workflows.identity.RegistrationActivities.RequestReport;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A RegistrationRequest, as the passes work on it. */
final class RequestKind implements IdentityLife.Kind<RequestObservation, RegistrationRequest.Status> {
    private final ActivityCalls<RegistrationActivities> calls = new ActivityCalls<>(RegistrationActivities.class);
    private final Ref ref;

    RequestKind(Ref ref) {
        this.ref = ref;
    }

    @Override
    public RequestObservation observe(IdentityMemory memory) {
        return calls.quickly("observe " + ref, activities -> activities.observe(ref, memory.confirmed()));
    }

    @Override
    public IdentityFacts facts(RequestObservation seen) {
        return seen.facts();
    }

    @Override
    public IdentityPlan<RegistrationRequest.Status> plan(
            RequestObservation seen, EntityMemory tries, IdentityMemory memory, Instant now) {
        return RequestPlanner.plan(seen, tries, memory, now);
    }

    @Override
    public Applied<RequestObservation> apply(Steps steps, IdentityMemory memory, BooleanSupplier overtaken) {
        return calls.apply(steps, activities -> plan -> activities.apply(plan, memory.confirmed()), overtaken);
    }

    @Override
    public void report(Reconciler.Told<RegistrationRequest.Status> told) {
        RegistrationRequest.Status status = told.status();
        calls.quickly("report " + status.phase(), activities -> {
            activities.report(new RequestReport(ref, told.uid(), told.resourceVersion(), status, told.events()));
            return true;
        });
    }

    @Override
    public EntityFacade.Look look(RegistrationRequest.Status status) {
        String id = status.agentId() == null ? "no id yet" : "id " + status.agentId();
        Optional<String> network = Optional.ofNullable(status.chainId())
                .map(BigInteger::new)
                .map(chain -> RegistryChain.of(chain).name());
        return new EntityFacade.Look(
                network.map(name -> name + ": ").orElse("") + id + transaction(status.txHash(), status.explorer()),
                network);
    }

    /** As a link where there is an explorer. */
    static String transaction(@Nullable String hash, @Nullable String explorer) {
        if (hash == null) {
            return "";
        }
        return explorer == null ? ", `" + hash + "`" : ", [" + hash + "](" + explorer + ")";
    }
}
