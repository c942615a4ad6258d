package io.offerflow.watcher;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.api.name.Names;
import io.offerflow.cluster.IdentityReader;
import io.offerflow.watcher.change.Change;
import io.offerflow.watcher.change.IdentityChanges;
import io.offerflow.watcher.change.IdentityChild;
import io.offerflow.watcher.change.IdentityIndex;
import io.offerflow.watcher.change.OfferFacts;
import io.offerflow.watcher.change.OfferIndex;
import io.offerflow.watcher.change.RegistrationFacts;
import io.offerflow.watcher.change.UnfinishedDeletion;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.watcher.nudge.Key;
import io.offerflow.watcher.nudge.Wake;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.offer.ControllerSettings;
import io.offerflow.workflows.offer.RegistrationWord;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns events of offers, requests, identities and what serves documents into nudges. Who wakes whom: offers and requests their identity, an identity the
 * requests that repeat what it says, a request its offer, an offer its request.
 */
final class IdentityFeed {
    private static final Logger LOG = LoggerFactory.getLogger(IdentityFeed.class);

    private final IdentityIndex index;
    private final OfferIndex offers;
    private final ControllerSettings rendering;
    private final NudgeGate nudges;

    IdentityFeed(IdentityIndex index, OfferIndex offers, ControllerSettings rendering, NudgeGate nudges) {
        this.index = index;
        this.offers = offers;
        this.rendering = rendering;
        this.nudges = nudges;
    }

    /** Either version is null where there is none. */
    void offer(@Nullable OfferFacts before, @Nullable OfferFacts after) {
        IdentityChanges.listing(before, after).ifPresent(change -> {
            wakeShared(change);
            OfferFacts any = Objects.requireNonNull(after == null ? before : after, "one version is there");
            wakeRequest(any.ref(), change);
        });
    }

    /** What the identity says may stay the same when an offer is published; what its request says does not. */
    private void wakeRequest(Ref offer, Change change) {
        RegistrationFacts request = index.request(new Ref(offer.namespace(), Names.registration(offer.name())));
        if (request != null && request.mirrors()) {
            nudge(key(request), Wake.of(request.metadata(), change.cause(), change.sentence()));
        }
    }

    void request(@Nullable GenericKubernetesResource before, @Nullable GenericKubernetesResource after) {
        if (after == null) {
            requestGone(RegistrationFacts.of(Objects.requireNonNull(before, "one version is there")));
            return;
        }
        RegistrationFacts facts = RegistrationFacts.of(after);
        RegistrationFacts known = index.put(facts);
        IdentityChanges.request(known, facts).ifPresent(change -> {
            Wake wake = Wake.of(facts.metadata(), change.cause(), change.sentence());
            if (change.cause() == Cause.ADDED && facts.settled()) {
                nudges.later(key(facts), wake);
            } else {
                nudge(key(facts), wake);
            }
            if (facts.mirrors()) {
                wakeShared(new Change(
                        Cause.REGISTRATION, "RegistrationRequest " + facts.ref() + ": " + change.sentence()));
            }
        });
        RegistrationWord was = known == null ? RegistrationWord.NONE : known.word();
        if (!was.equals(facts.word())) {
            wakeOffer(facts, "says " + facts.word().reason());
        }
    }

    private void requestGone(RegistrationFacts facts) {
        index.removeRequest(facts.ref());
        nudges.now(key(facts), Wake.absent(Cause.GONE, Cause.GONE.sentence(), false));
        if (facts.mirrors()) {
            wakeShared(new Change(Cause.REGISTRATION, "RegistrationRequest " + facts.ref() + " is gone"));
        }
        wakeOffer(facts, "is gone");
    }

    void identity(@Nullable GenericKubernetesResource before, @Nullable GenericKubernetesResource after) {
        if (after == null) {
            identityGone(IdentityReader.read(Objects.requireNonNull(before, "one version is there")));
            return;
        }
        AgentIdentity identity = IdentityReader.read(after);
        AgentIdentity known = index.put(identity);
        IdentityChanges.identity(known, identity)
                .ifPresent(change -> nudge(
                        Key.identity(identity.ref()), Wake.of(identity.metadata(), change.cause(), change.sentence())));
        if (known != null && AgentIdentity.SHARED.equals(identity.ref()) && IdentityChanges.told(known, identity)) {
            wakeMirrors();
        }
    }

    /** One that offers need is made again. */
    private void identityGone(AgentIdentity identity) {
        index.removeIdentity(identity.ref());
        boolean needed = AgentIdentity.SHARED.equals(identity.ref()) && needed();
        nudges.now(Key.identity(identity.ref()), Wake.absent(Cause.GONE, Cause.GONE.sentence(), needed));
    }

    /** The tunnel's one concerns whoever has a document. */
    void configMap(@Nullable GenericKubernetesResource before, @Nullable GenericKubernetesResource after) {
        GenericKubernetesResource any = Objects.requireNonNull(after == null ? before : after, "one version is there");
        Ref ref = new Ref(any.getMetadata().getNamespace(), any.getMetadata().getName());
        if (!AgentIdentity.TUNNEL.equals(ref) || !nudges.isOpen() || Objects.equals(data(before), data(after))) {
            return;
        }
        for (AgentIdentity identity : index.identities()) {
            nudge(Key.identity(identity.ref()), Wake.of(identity.metadata(), Cause.ADDRESS));
        }
        index.requests().stream()
                .filter(request -> !request.mirrors())
                .forEach(request -> nudge(key(request), Wake.of(request.metadata(), Cause.ADDRESS)));
    }

    private static @Nullable Object data(@Nullable GenericKubernetesResource map) {
        return map == null ? null : map.get("data");
    }

    void child(ChildKind kind, @Nullable GenericKubernetesResource before, @Nullable GenericKubernetesResource after) {
        GenericKubernetesResource any = Objects.requireNonNull(after == null ? before : after, "one version is there");
        Key owner = IdentityChild.owner(any).orElse(null);
        Metadata metadata = owner == null ? null : metadata(owner);
        if (owner == null || metadata == null || metadata.deleting()) {
            return;
        }
        IdentityChild was = before == null ? null : IdentityChild.of(kind, before, rendering);
        IdentityChild is = after == null ? null : IdentityChild.of(kind, after, rendering);
        IdentityChild.between(was, is)
                .ifPresent(change -> nudge(owner, Wake.of(metadata, change.cause(), change.sentence())));
    }

    /** A deletion that left something to do: its workflow does it, unless it was lost. An object of the name takes it over by itself. */
    void unfinished(GenericKubernetesResource map) {
        UnfinishedDeletion.owner(map)
                .filter(owner -> metadata(owner) == null)
                .ifPresent(owner -> nudge(owner, Wake.absent(Cause.UNFINISHED, Cause.UNFINISHED.sentence(), true)));
    }

    /** What a new leader does: everything that is not settled at once, all the rest slowly. */
    void startUp() {
        for (RegistrationFacts request : index.requests()) {
            if (request.settled()) {
                nudges.later(key(request), Wake.of(request.metadata(), Cause.STARTUP));
            } else {
                nudges.now(key(request), Wake.of(request.metadata(), Cause.UNOBSERVED));
            }
        }
        for (AgentIdentity identity : index.identities()) {
            nudges.now(Key.identity(identity.ref()), Wake.of(identity.metadata(), Cause.STARTUP));
        }
        if (index.identity(AgentIdentity.SHARED) == null && needed()) {
            wakeShared(new Change(Cause.UNOBSERVED, "offers are registered and there is no identity"));
        }
    }

    private boolean needed() {
        return offers.all().stream()
                .anyMatch(offer -> offer.offer() != null && offer.offer().spec().registrationEnabled());
    }

    /** The identity may not be there yet: its workflow makes it. */
    private void wakeShared(Change change) {
        AgentIdentity shared = index.identity(AgentIdentity.SHARED);
        nudge(
                Key.identity(AgentIdentity.SHARED),
                shared == null
                        ? Wake.absent(change.cause(), change.sentence(), true)
                        : Wake.of(shared.metadata(), change.cause(), change.sentence()));
    }

    private void wakeMirrors() {
        index.mirrors().forEach(request -> nudges.now(key(request), Wake.of(request.metadata(), Cause.IDENTITY)));
    }

    private void wakeOffer(RegistrationFacts request, String what) {
        request.offer()
                .map(offers::get)
                .ifPresent(offer -> nudge(
                        Key.offer(offer.ref()),
                        Wake.of(
                                offer.metadata(),
                                Cause.REGISTRATION,
                                "RegistrationRequest " + request.ref().name() + " " + what)));
    }

    private @Nullable Metadata metadata(Key owner) {
        if (owner.kind() == ResourceKind.AGENT_IDENTITY) {
            AgentIdentity identity = index.identity(owner.ref());
            return identity == null ? null : identity.metadata();
        }
        RegistrationFacts request = index.request(owner.ref());
        return request == null ? null : request.metadata();
    }

    private static Key key(RegistrationFacts request) {
        return Key.registration(request.ref());
    }

    private void nudge(Key key, Wake wake) {
        if (nudges.isOpen()) {
            LOG.info("{} object={}", String.join("; ", wake.causes().values()), key);
        }
        nudges.now(key, wake);
    }
}
