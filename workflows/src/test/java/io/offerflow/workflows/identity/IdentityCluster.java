package io.offerflow.workflows.identity;

import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.identity.ConfirmedId;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import io.offerflow.workflows.entity.Steps;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A cluster with an identity or a request, and a document that is served as soon as it is published. */
final class IdentityCluster {
    final List<Registration> kept = new CopyOnWriteArrayList<>();
    private volatile Ref keptOf = Identities.REF;
    final List<ChainWish> wishes = new CopyOnWriteArrayList<>();
    volatile @Nullable AgentIdentity identity;
    volatile @Nullable RegistrationRequest request;
    volatile RequestObservation.@Nullable Shared shared;
    volatile IdentitySettings settings = IdentitySettings.DEFAULTS;
    volatile DocumentView document = published(Identities.served("https://a.example/1", Map.of()), false);
    volatile List<ConfirmedId> named = List.of();
    volatile int identitiesMade;

    private static DocumentView published(DocumentView view, boolean is) {
        return new DocumentView(
                is, is, is ? "" : "a pod", view.hash(), view.url(), view.live(), view.tombstone(), view.metadata());
    }

    void changeDocument(String uri) {
        document = published(Identities.served(uri, Map.of()), false);
    }

    private static Metadata metadata(Ref ref, List<String> finalizers, @Nullable Instant deleted) {
        return new Metadata(
                ref.namespace(),
                ref.name(),
                "uid-" + ref.name(),
                "1",
                1,
                Identities.START,
                deleted,
                finalizers,
                Map.of(),
                Map.of());
    }

    void createIdentity() {
        identity = new AgentIdentity(metadata(Identities.REF, List.of(), null), null);
    }

    void createRequest(Ref ref, RegistrationRequest.Spec spec) {
        request = new RegistrationRequest(metadata(ref, List.of(), null), spec, null);
    }

    /** The last offer goes with it: while one asks, the identity is made again. */
    synchronized void delete(Instant now) {
        wishes.replaceAll(wish -> Identities.wanted(wish, false));
        AgentIdentity live = identity;
        if (live != null) {
            identity = new AgentIdentity(metadata(live.ref(), live.metadata().finalizers(), now), live.status());
        }
        RegistrationRequest asked = request;
        if (asked != null) {
            request = new RegistrationRequest(
                    metadata(asked.ref(), asked.metadata().finalizers(), now), asked.spec(), asked.status());
        }
    }

    private IdentityFacts facts() {
        Unfinished left = kept.isEmpty() ? null : new Unfinished(keptOf, kept);
        return new IdentityFacts(wishes.stream().anyMatch(ChainWish::wanted), document, wishes, settings, left);
    }

    private synchronized List<StepOutcome> carryOut(ResourceKind kind, Steps steps, List<ConfirmedId> ids) {
        for (Step step : steps.steps()) {
            switch (step) {
                case Step.AddFinalizer ignored -> hold(List.of(kind.finalizer()));
                case Step.RemoveFinalizer ignored -> {
                    identity = kind == ResourceKind.AGENT_IDENTITY ? null : identity;
                    request = kind == ResourceKind.REGISTRATION_REQUEST ? null : request;
                }
                case Step.PublishDocument publish -> {
                    document = published(document, true);
                    named = ids;
                }
                case Step.KeepRecord record -> {
                    keptOf = steps.ref();
                    kept.addAll(record.entries());
                }
                case Step.ForgetRecord ignored -> kept.clear();
                case Step.EnsureIdentity ignored -> {
                    identitiesMade++;
                    identity = new AgentIdentity(metadata(Identities.REF, List.of(), null), null);
                }
                default -> throw new AssertionError("no step of an identity: " + step.summary());
            }
        }
        return steps.steps().stream().map(StepOutcome::done).toList();
    }

    private void hold(List<String> finalizers) {
        AgentIdentity live = identity;
        RegistrationRequest asked = request;
        identity = live == null ? null : new AgentIdentity(metadata(live.ref(), finalizers, null), live.status());
        request = asked == null
                ? null
                : new RegistrationRequest(metadata(asked.ref(), finalizers, null), asked.spec(), asked.status());
    }

    IdentityActivities identities() {
        return new IdentityActivities() {
            @Override
            public IdentityObservation observe(Ref ref, List<ConfirmedId> ids) {
                return new IdentityObservation(identity, facts());
            }

            @Override
            public Applied<IdentityObservation> apply(Steps steps, List<ConfirmedId> ids) {
                List<StepOutcome> outcomes = carryOut(ResourceKind.AGENT_IDENTITY, steps, ids);
                return new Applied<>(false, outcomes, observe(steps.ref(), ids));
            }

            @Override
            public void report(IdentityReport report) {
                AgentIdentity live = identity;
                identity = live == null ? null : new AgentIdentity(live.metadata(), report.status());
            }
        };
    }

    RegistrationActivities requests() {
        return new RegistrationActivities() {
            @Override
            public RequestObservation observe(Ref ref, List<ConfirmedId> ids) {
                return new RequestObservation(request, null, shared, facts());
            }

            @Override
            public Applied<RequestObservation> apply(Steps steps, List<ConfirmedId> ids) {
                List<StepOutcome> outcomes = carryOut(ResourceKind.REGISTRATION_REQUEST, steps, ids);
                return new Applied<>(false, outcomes, observe(steps.ref(), ids));
            }

            @Override
            public void report(RequestReport report) {
                RegistrationRequest live = request;
                request = live == null ? null : new RegistrationRequest(live.metadata(), live.spec(), report.status());
            }
        };
    }
}
