package io.offerflow.workflows.offer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.offerflow.api.ServiceOfferStatus;
import java.time.Duration;
import java.util.Map;

/**
 * One effect on the cluster. Steps run in order; each is idempotent. A failed {@link AwaitGate} skips the rest, because a route must not
 * be published before the gate guards it; any other failure leaves the following steps to their own luck.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "step")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Step.FirstStatus.class, name = "FirstStatus"),
    @JsonSubTypes.Type(value = Step.AddFinalizer.class, name = "AddFinalizer"),
    @JsonSubTypes.Type(value = Step.ApplyChild.class, name = "ApplyChild"),
    @JsonSubTypes.Type(value = Step.AwaitGate.class, name = "AwaitGate"),
    @JsonSubTypes.Type(value = Step.AwaitRoute.class, name = "AwaitRoute"),
    @JsonSubTypes.Type(value = Step.AwaitRefusal.class, name = "AwaitRefusal"),
    @JsonSubTypes.Type(value = Step.DeleteChild.class, name = "DeleteChild"),
    @JsonSubTypes.Type(value = Step.RemoveFinalizer.class, name = "RemoveFinalizer")
})
public sealed interface Step {

    /** For timeline and outcomes. */
    String summary();

    /** Writes the first status (all Unknown), so that nobody waits in the dark. */
    record FirstStatus(ServiceOfferStatus status) implements Step {
        @Override
        public String summary() {
            return "write first status";
        }
    }

    /** Adds our finalizer; carries uid and resourceVersion. */
    record AddFinalizer() implements Step {
        @Override
        public String summary() {
            return "add finalizer";
        }
    }

    /** Server-side apply with force and our field manager. */
    record ApplyChild(ChildKind kind, String name, Map<String, Object> manifest) implements Step {
        @Override
        public String summary() {
            return "apply " + kind.kind() + " " + name;
        }
    }

    /** Waits until every reachable replica serves exactly this route. */
    record AwaitGate(String uid, String digest, Duration limit) implements Step {
        @Override
        public String summary() {
            return "wait for the gate to load route " + digest;
        }
    }

    /** Waits until the Gateway has said something about the route. Running into the limit is no failure. */
    record AwaitRoute(String name, Duration limit) implements Step {
        @Override
        public String summary() {
            return "wait for the Gateway's word about " + name;
        }
    }

    /** Waits until no reachable replica serves this uid. Running into the limit is no failure: a gate that cannot be asked serves nobody. */
    record AwaitRefusal(String uid, Duration limit) implements Step {
        @Override
        public String summary() {
            return "wait for the gate to refuse";
        }
    }

    /** Deletes a child; gone already is done. */
    record DeleteChild(ChildKind kind, String name) implements Step {
        @Override
        public String summary() {
            return "delete " + kind.kind() + " " + name;
        }
    }

    /** Removes our finalizer; carries uid and resourceVersion. */
    record RemoveFinalizer() implements Step {
        @Override
        public String summary() {
            return "remove finalizer";
        }
    }
}
