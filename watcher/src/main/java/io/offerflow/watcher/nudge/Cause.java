package io.offerflow.watcher.nudge;

import java.util.Locale;

/** Why a workflow is woken. The order is the one in which the causes of one nudge are told. */
public enum Cause {
    GONE("the object is gone"),
    DELETING("deletion was asked for"),
    ADDED("the object appeared"),
    REPLACED("another object took the name"),
    SPEC("the spec changed"),
    FINALIZERS("the finalizers changed"),
    RECONCILE_ASKED("obol.org/reconcile-at was set"),
    PAUSE_ASKED("obol.org/paused changed"),
    SOUL_ASKED("obol.org/render-soul changed"),
    WALLET_GIVEN_UP("obol.org/wallet-lost changed"),
    CHILD_GONE("a child is gone"),
    CHILD_REPLACED("a child was replaced"),
    CHILD_DRIFTED("a child is not as rendered"),
    CHILD_ORPHANED("a child outlived its object"),
    ROUTE_ACCEPTANCE("the Gateway's word about the route changed"),
    ROLLOUT("the state of the newest pod changed"),
    SECRET("a Secret of the agent changed"),
    NAMESPACE("another Agent left the namespace"),
    SERVICE("the upstream Service changed"),
    GRANT("a ReferenceGrant of the upstream's namespace changed"),
    AGENT("the agent changed"),
    LISTING("an offer's registration changed"),
    REGISTRATION("the registration's state changed"),
    IDENTITY("the identity's state changed"),
    ADDRESS("the public address changed"),
    UNFINISHED("chains were not told of a deletion yet"),
    PATH_CLAIM("who owns the path changed"),
    UPSTREAM("the upstream's health is not as stored"),
    GATE("the gate's word is not as stored"),
    UNOBSERVED("the watcher started and the stored status is not up to date"),
    STARTUP("the watcher started");

    private final String sentence;

    Cause(String sentence) {
        this.sentence = sentence;
    }

    /** For people who read the history. */
    public String sentence() {
        return sentence;
    }

    /** The value of the metrics' label {@code reason}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
