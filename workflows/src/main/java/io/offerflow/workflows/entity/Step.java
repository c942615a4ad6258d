package io.offerflow.workflows.entity;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.offerflow.api.Agent;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.identity.ConfirmedId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One effect on the cluster. Steps run in order; each is idempotent. A failed {@link AwaitGate} skips the rest, because a route must not
 * be published before the gate guards it; any other failure leaves the following steps to their own luck.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "step")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Step.FirstStatus.class, name = "FirstStatus"),
    @JsonSubTypes.Type(value = Step.FirstAgentStatus.class, name = "FirstAgentStatus"),
    @JsonSubTypes.Type(value = Step.ResolveAgent.class, name = "ResolveAgent"),
    @JsonSubTypes.Type(value = Step.EnsureKey.class, name = "EnsureKey"),
    @JsonSubTypes.Type(value = Step.EnsureWallet.class, name = "EnsureWallet"),
    @JsonSubTypes.Type(value = Step.EnsureSignerToken.class, name = "EnsureSignerToken"),
    @JsonSubTypes.Type(value = Step.ClaimWallet.class, name = "ClaimWallet"),
    @JsonSubTypes.Type(value = Step.RetainWallet.class, name = "RetainWallet"),
    @JsonSubTypes.Type(value = Step.DestroyWallet.class, name = "DestroyWallet"),
    @JsonSubTypes.Type(value = Step.AddFinalizer.class, name = "AddFinalizer"),
    @JsonSubTypes.Type(value = Step.ApplyChild.class, name = "ApplyChild"),
    @JsonSubTypes.Type(value = Step.AwaitGate.class, name = "AwaitGate"),
    @JsonSubTypes.Type(value = Step.AwaitRoute.class, name = "AwaitRoute"),
    @JsonSubTypes.Type(value = Step.AwaitRefusal.class, name = "AwaitRefusal"),
    @JsonSubTypes.Type(value = Step.DeleteChild.class, name = "DeleteChild"),
    @JsonSubTypes.Type(value = Step.RemoveFinalizer.class, name = "RemoveFinalizer"),
    @JsonSubTypes.Type(value = Step.PublishDocument.class, name = "PublishDocument"),
    @JsonSubTypes.Type(value = Step.EnsureIdentity.class, name = "EnsureIdentity"),
    @JsonSubTypes.Type(value = Step.KeepRecord.class, name = "KeepRecord"),
    @JsonSubTypes.Type(value = Step.ForgetRecord.class, name = "ForgetRecord")
})
public sealed interface Step {

    /** For timeline and outcomes. */
    String summary();

    /** What an agent's wallet needs. */
    sealed interface OfWallet extends Step {}

    /** Writes the first status (all Unknown), so that nobody waits in the dark. */
    record FirstStatus(ServiceOfferStatus status) implements Step {
        @Override
        public String summary() {
            return "write first status";
        }
    }

    /** The same for an Agent. */
    record FirstAgentStatus(Agent.Status status) implements Step {
        @Override
        public String summary() {
            return "write first status";
        }
    }

    /** Writes which agent is sold, so that the gate can load it: its only source is the object. */
    record ResolveAgent(ServiceOfferStatus status) implements Step {
        @Override
        public String summary() {
            return "resolve the agent";
        }
    }

    /**
     * Makes a Secret with a random key, or gives the one that is there a key that can be used. The activity draws the key; it is in no step,
     * outcome or observation.
     *
     * @param manifest without data
     * @param key the name of the entry
     */
    record EnsureKey(String name, String key, Map<String, Object> manifest) implements Step {
        @Override
        public String summary() {
            return "apply Secret " + name;
        }
    }

    /**
     * Makes a wallet where there is none. The activity draws key, password and token; the address is found by the look that follows.
     *
     * @param labels of its Secrets
     * @param tokenVersion which token it is
     */
    record EnsureWallet(Map<String, String> labels, String tokenVersion) implements OfWallet {
        @Override
        public String summary() {
            return "make wallet";
        }
    }

    /** Gives a keystore's Secret without a token for its signer one; nothing else of it is changed. */
    record EnsureSignerToken(String tokenVersion) implements OfWallet {
        @Override
        public String summary() {
            return "make signer token of wallet";
        }
    }

    /** Takes a kept wallet into use again. */
    record ClaimWallet() implements OfWallet {
        @Override
        public String summary() {
            return "claim wallet";
        }
    }

    /** Lets the wallet outlive its object: no owner, and a label by which it is found. */
    record RetainWallet() implements OfWallet {
        @Override
        public String summary() {
            return "retain wallet";
        }
    }

    /** Deletes a wallet's password and then its keystore. */
    record DestroyWallet() implements OfWallet {
        @Override
        public String summary() {
            return "destroy wallet";
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

    /** What an identity needs. */
    sealed interface OfIdentity extends Step {}

    /**
     * Renders the registration document anew and applies it with all that serves it.
     *
     * @param hash of the document when it was planned, for people
     * @param ids that it names
     */
    record PublishDocument(String hash, List<ConfirmedId> ids) implements OfIdentity {
        @Override
        public String summary() {
            return "publish document " + hash;
        }
    }

    /** Makes the identity that offers share, if there is none. */
    record EnsureIdentity() implements OfIdentity {
        @Override
        public String summary() {
            return "make AgentIdentity " + AgentIdentity.SHARED;
        }
    }

    /** Keeps what a deletion could not finish, and tells it. */
    record KeepRecord(List<Registration> entries) implements OfIdentity {
        @Override
        public String summary() {
            return "keep a record of what the chain was not told";
        }
    }

    /** Removes that record: its work is done. */
    record ForgetRecord() implements OfIdentity {
        @Override
        public String summary() {
            return "remove the record of an unfinished deletion";
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
