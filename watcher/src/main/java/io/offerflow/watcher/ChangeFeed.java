package io.offerflow.watcher;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Ref;
import io.offerflow.watcher.change.Change;
import io.offerflow.watcher.change.ChangeFilter;
import io.offerflow.watcher.change.ChildFacts;
import io.offerflow.watcher.change.ChildReader;
import io.offerflow.watcher.change.OfferFacts;
import io.offerflow.watcher.change.OfferIndex;
import io.offerflow.watcher.kube.ResourceEvents;
import io.offerflow.watcher.kube.WatchedKind;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.watcher.nudge.Key;
import io.offerflow.watcher.nudge.Wake;
import io.offerflow.workflows.entity.ChildKind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Turns events of watched objects into nudges of the offers that they concern. */
final class ChangeFeed implements ResourceEvents {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);

    /** Who else wants to know. */
    record Listeners(
            AgentFeed agents,
            IdentityFeed identities,
            Runnable offersChanged,
            Consumer<Ref> routeWordChanged,
            Runnable gateChanged) {}

    private final OfferIndex offers;
    private final ChildReader children;
    private final NudgeGate nudges;
    private final Listeners listeners;
    private final AgentFeed agents;
    private final IdentityFeed identities;

    ChangeFeed(OfferIndex offers, ChildReader children, NudgeGate nudges, Listeners listeners) {
        this.offers = offers;
        this.children = children;
        this.nudges = nudges;
        this.listeners = listeners;
        this.agents = listeners.agents();
        this.identities = listeners.identities();
    }

    @Override
    public void changed(
            WatchedKind kind, @Nullable GenericKubernetesResource before, @Nullable GenericKubernetesResource after) {
        switch (kind) {
            case OFFERS -> offer(before, after);
            case HTTP_ROUTES -> {
                child(ChildKind.HTTP_ROUTE, before, after);
                identities.child(ChildKind.HTTP_ROUTE, before, after);
            }
            case MIDDLEWARES -> child(ChildKind.MIDDLEWARE, before, after);
            case SERVICES -> {
                related(Cause.SERVICE, "spec", before, after);
                agents.child(ChildKind.SERVICE, before, after);
                identities.child(ChildKind.SERVICE, before, after);
            }
            case GRANTS -> grant(before, after);
            case AGENTS -> {
                agents.agent(before, after);
                related(Cause.AGENT, "status", before, after);
            }
            case DEPLOYMENTS -> {
                agents.child(ChildKind.DEPLOYMENT, before, after);
                identities.child(ChildKind.DEPLOYMENT, before, after);
            }
            case CONFIG_MAPS -> {
                agents.configMap(before, after);
                identities.child(ChildKind.CONFIG_MAP, before, after);
                if (before == null && after != null) {
                    identities.unfinished(after);
                }
            }
            case REGISTRATIONS -> {
                child(ChildKind.REGISTRATION, before, after);
                identities.request(before, after);
            }
            case IDENTITIES -> identities.identity(before, after);
            case TUNNEL -> identities.configMap(before, after);
            case SERVICE_ACCOUNTS -> agents.child(ChildKind.SERVICE_ACCOUNT, before, after);
            case VOLUME_CLAIMS -> agents.child(ChildKind.VOLUME_CLAIM, before, after);
            case NETWORK_POLICIES -> agents.child(ChildKind.NETWORK_POLICY, before, after);
            case GATE_ENDPOINTS -> listeners.gateChanged().run();
        }
    }

    private void offer(@Nullable GenericKubernetesResource before, @Nullable GenericKubernetesResource after) {
        if (after == null) {
            gone(ref(Objects.requireNonNull(before, "one version is there")));
            return;
        }
        OfferFacts facts = OfferFacts.of(after);
        OfferFacts known = offers.put(facts);
        listeners.offersChanged().run();
        identities.offer(known, facts);
        ChangeFilter.offer(known, facts).ifPresent(change -> {
            Wake wake = wake(facts, change);
            if (change.cause() == Cause.ADDED && facts.settled()) {
                nudges.later(Key.offer(facts.ref()), wake);
            } else {
                LOG.info(
                        "{} ref={} gen={}",
                        change.sentence(),
                        facts.ref(),
                        facts.metadata().generation());
                nudges.now(Key.offer(facts.ref()), wake);
            }
        });
    }

    private void gone(Ref ref) {
        identities.offer(offers.remove(ref), null);
        listeners.offersChanged().run();
        tell(ref, Cause.GONE.sentence());
        // A workflow that still runs must hear of it; one that has ended, because it took the finalizer off, has
        // nothing to do.
        nudges.now(Key.offer(ref), Wake.absent(Cause.GONE, Cause.GONE.sentence(), false));
    }

    /** Our consents that routes may lead to the gate are children; those of upstreams' owners are what offers wait for. */
    private void grant(@Nullable GenericKubernetesResource before, @Nullable GenericKubernetesResource after) {
        GenericKubernetesResource any = after == null ? before : after;
        if (any != null && ChildReader.owner(any).isPresent()) {
            child(ChildKind.REFERENCE_GRANT, before, after);
        } else {
            related(Cause.GRANT, "spec", before, after);
        }
    }

    private void child(
            ChildKind kind, @Nullable GenericKubernetesResource before, @Nullable GenericKubernetesResource after) {
        GenericKubernetesResource any = after == null ? before : after;
        Optional<Ref> owner = any == null ? Optional.empty() : ChildReader.owner(any);
        OfferFacts offer = owner.map(offers::get).orElse(null);
        if (offer == null) {
            return;
        }
        ChildFacts was = before == null ? null : children.read(kind, before, offer.ref(), offer);
        ChildFacts is = after == null ? null : children.read(kind, after, offer.ref(), offer);
        ChangeFilter.child(was, is, offer).ifPresent(change -> {
            tell(offer.ref(), change.sentence());
            nudges.now(Key.offer(offer.ref()), wake(offer, change));
        });
        if (ChangeFilter.acceptanceChanged(was, is)) {
            listeners.routeWordChanged().accept(offer.ref());
        }
    }

    private void related(
            Cause cause,
            String part,
            @Nullable GenericKubernetesResource before,
            @Nullable GenericKubernetesResource after) {
        GenericKubernetesResource any = Objects.requireNonNull(after == null ? before : after, "one version is there");
        boolean same = before != null
                && after != null
                && Objects.equals(
                        before.getMetadata().getUid(), after.getMetadata().getUid())
                && Objects.equals(before.<Object>get(part), after.<Object>get(part))
                && Objects.equals(
                        before.getMetadata().getDeletionTimestamp(),
                        after.getMetadata().getDeletionTimestamp());
        if (same || !nudges.isOpen()) {
            return;
        }
        String how = before == null ? " appeared" : after == null ? " is gone" : " changed";
        for (OfferFacts offer : concerned(cause, ref(any))) {
            nudges.now(Key.offer(offer.ref()), Wake.of(offer.metadata(), cause, any.getKind() + " " + ref(any) + how));
        }
    }

    private List<OfferFacts> concerned(Cause cause, Ref changed) {
        return switch (cause) {
            case SERVICE -> offers.ofUpstream(changed);
            case GRANT -> offers.needingGrant(changed.namespace());
            case AGENT -> offers.ofAgent(changed);
            default -> List.of();
        };
    }

    private void tell(Ref ref, String sentence) {
        if (nudges.isOpen()) {
            MDC.put("ref", ref.toString());
            LOG.info(sentence);
            MDC.remove("ref");
        }
    }

    private static Wake wake(OfferFacts offer, Change change) {
        return Wake.of(offer.metadata(), change.cause(), change.sentence());
    }

    private static Ref ref(GenericKubernetesResource object) {
        return new Ref(object.getMetadata().getNamespace(), object.getMetadata().getName());
    }
}
