package io.offerflow.api.condition;

import java.util.EnumSet;
import java.util.Set;

/**
 * Every reason a condition of ours can carry, with what it means and what to do next. The enum is the source of {@code
 * docs/reference/conditions.md}; a test compares both.
 */
public enum Reason {
    Observing("The controller has seen this generation and measures it.", "Wait a second."),
    Skipped("This kind of offer needs no model.", "Nothing to do."),
    Declared("The model is declared.", "Nothing to do."),
    MissingModel("An inference offer names no model.", "Set spec.model.name."),
    WaitingForAgent("The agent that this offer sells is missing or not ready.", "kubectl get agents -n <namespace>."),
    InvalidAgentRef(
            "spec.agent.ref is incomplete or points to another namespace.", "Name an Agent of the offer's namespace."),
    MissingService(
            "The upstream Service does not exist.", "Create it, or correct spec.upstream.service and .namespace."),
    UpstreamNotGranted(
            "The upstream lives in another namespace that has not agreed to be sold.",
            "Apply the ReferenceGrant printed in the message in that namespace."),
    ExternalNameRefused(
            "The upstream Service is of type ExternalName, which this controller does not follow.",
            "Use a ClusterIP Service, or set allowExternalNameServices."),
    Unhealthy(
            "The upstream did not answer its health check with 2xx.",
            "Look at the upstream; the message has the measurement."),
    Healthy("The upstream answered its health check with 2xx.", "Nothing to do."),
    WaitingForGateway("No verifier replica is ready, or none can be asked.", "kubectl get pods -n x402."),
    WaitingForPaymentGate(
            "The gate has not loaded this offer yet; the route is not published before.",
            "Wait; if it lasts, look at PaymentGateReady."),
    Quarantined("The gate refuses to serve this offer.", "Correct the field that the message names."),
    InvalidSpec("The spec cannot be read.", "Correct the field that the message names."),
    InvalidPrice("The price is not one positive plain decimal that fits the token.", "Correct spec.payment.price."),
    InvalidAsset("The token is not known and not described completely.", "Complete spec.payment.asset."),
    UnknownNetwork("The network is not one that can be priced.", "Use a network of docs/reference/networks.md."),
    InvalidPayTo("payTo is not an address.", "Set spec.payment.payTo to 0x and 40 hexadecimal digits."),
    InvalidPath("The path has a form that no gateway matches safely.", "Correct spec.path."),
    ReservedPath("The path belongs to the platform.", "Choose another spec.path."),
    PathConflict(
            "An older offer owns this path.", "Choose another spec.path or delete the owner named in the message."),
    ApplyFailed("The API server refused a child.", "The message has its words; correct the cause."),
    FieldConflict("Another field manager keeps undoing a child.", "Stop the manager that the message names."),
    WaitingForTraefikAcceptance(
            "The Gateway has not accepted the route yet.", "kubectl describe httproute in the offer's namespace."),
    RouteRejected(
            "The Gateway refused the route.", "The message has its reason; look at the HTTPRoute and the Gateway."),
    Reconciled("Observed as wanted.", "Nothing to do."),
    Reconciling(
            "Not there yet; the other conditions say what is missing.",
            "Wait, or look at the condition that is False."),
    Disabled("Registration is not asked for.", "Nothing to do."),
    Pending("Registration is asked for and waits for its controller.", "Nothing to do; the offer sells meanwhile."),
    Draining("The end of sale is announced; the offer sells until then.", "Remove spec.drainAt to stay on sale."),
    Drained(
            "The end of sale has passed; the offer is withdrawn.",
            "Remove spec.drainAt to sell again, or delete the offer."),
    PausedBySpec(
            "spec.paused freezes the controller's writes; the gate keeps serving.",
            "Set spec.paused to false to go on."),
    PausedByAnnotation(
            "The annotation obol.org/paused freezes the controller's writes; the gate keeps serving.",
            "Remove the annotation; prefer spec.paused."),
    Deleting("The object is being deleted; an offer is already refused by the gate.", "Wait for the children to go."),
    SpecValid("The spec of the agent can be carried out.", "Nothing to do."),
    UnsupportedRuntime("The agent's runtime is not one that can be run.", "Set spec.runtime to hermes."),
    InvalidSkillEntry(
            "An entry of spec.skills is not the name of a skill that can be delivered.",
            "Correct spec.skills; the message lists the names."),
    NamespaceTaken(
            "An older Agent owns this namespace; children have fixed names, so that a namespace holds one.",
            "Create the Agent in a namespace of its own, or delete the owner named in the message."),
    ModelUnpinned("No model is named.", "Set spec.model."),
    ForeignChild(
            "An object of a child's name was made by somebody else and is left alone.",
            "Rename or delete the object named in the message."),
    ProvisionError("The API server refused a child of the agent.", "The message has its words; correct the cause."),
    WaitingForChildren("Not every child is as wanted yet.", "Wait; if it lasts, look at the Agent's events."),
    WaitingForDeployment("The newest pod of the agent is not ready.", "kubectl describe pod in the agent's namespace."),
    RolloutStuck(
            "The Deployment gave up waiting for its newest pod.",
            "kubectl describe pod in the agent's namespace; the message has the Deployment's words."),
    Provisioned("Every child is as wanted and the newest pod is ready.", "Nothing to do."),
    HermesUnwell(
            "The pod is ready, but Hermes does not say that it is well, or does not answer the worker.",
            "The message has its words; kubectl logs in the agent's namespace."),
    InSync("The agent's configuration is as the spec has it.", "Nothing to do."),
    OutOfBandEdit(
            "The agent's configuration was edited by hand and is left so.",
            "Delete ConfigMap hermes-config to have it made anew, or change the spec."),
    SoulRendered("SOUL.md was made from spec.objective.", "Nothing to do."),
    ObjectiveChanged(
            "spec.objective changed after SOUL.md was made; SOUL.md is the agent's own.",
            "Give annotation obol.org/render-soul a new value to have SOUL.md written anew."),
    ToolsOff(
            "The agent has no tool by which one buyer could reach another, the agent's keys or its wallet.",
            "Nothing to do; an agent that is yours alone may have more tools, see spec.disabledToolsets."),
    ToolsOn(
            "spec.disabledToolsets leaves tools on by which a buyer can reach other buyers, the agent's keys or its wallet.",
            "Add the toolsets that the message names to spec.disabledToolsets, or sell the agent to nobody but yourself."),
    WalletReady(
            "The keystore has the pinned address, its password is there and the signer is ready.", "Nothing to do."),
    PasswordBesideKeystore(
            "The wallet is ready, but keystore and password lie in one Secret, as the reference controller made them: who reads it can sign.",
            "Move the funds to a new wallet when you can; docs/wallets.md says how."),
    WaitingForWallet("The agent's wallet is not made yet.", "Wait some seconds."),
    WaitingForSigner(
            "The newest pod of the agent's signer is not ready.",
            "kubectl describe pod -l app.kubernetes.io/name=remote-signer in the agent's namespace."),
    WalletError("The API server refused a part of the wallet.", "The message has its words; correct the cause."),
    WalletLost(
            "The keystore or the password of the wallet that the agent is bound to is gone; no other wallet is made in its place.",
            "Restore the Secret that the message names from your backup; docs/wallets.md says how to go on without it."),
    AddressMismatch(
            "The keystore is of another address than the agent is bound to, or than its Secret says; nothing is overwritten.",
            "Restore the right keystore, or name the new address in spec.wallet.expectedAddress."),
    InvalidKeystore(
            "The keystore's Secret holds no keystore with an address.",
            "Restore keystore.json in the Secret remote-signer-keystore from your backup."),
    WaitingForRoute(
            "Nothing is registered before the offer is on sale: PaymentGateReady and RoutePublished at this generation.",
            "Look at these two conditions of the offer."),
    WaitingForDocument(
            "The registration document is not served as it should be yet.", "Wait; if it lasts, look at its pod."),
    DocumentPublished("The registration document is served as rendered.", "Nothing to do."),
    NoSigner(
            "Nobody is configured to sign, so the document is published and no chain is asked.",
            "Nothing to do, or name a signer: docs/identities.md."),
    UnsupportedChain(
            "No identity registry is known for this chain, so the document is published and no chain is asked.",
            "Nothing to do, or name the registry."),
    Submitted("The transaction is signed and sent.", "Wait for a block; the message has the transaction."),
    Confirming("The transaction is in a block and not deep enough yet.", "Wait for more blocks."),
    Updating("The registry is being brought in step with the document.", "Wait for the transaction in the message."),
    Registered("The id is confirmed, and the registry says what the document says.", "Nothing to do."),
    OffChainOnly("The document is published and no chain is asked, as was chosen.", "Nothing to do."),
    RpcUnavailable("No RPC endpoint of the chain gives a usable answer.", "Look at the endpoints; tried again."),
    WrongChain("The RPC endpoint serves another chain.", "Correct the endpoint of this chain."),
    RegistryMissing(
            "There is no identity registry of a known version at the address.", "Correct the registry's address."),
    SignerUnavailable("The signer does not answer; nothing is sent until it does.", "Look at the signer's pod."),
    SignerRefused("The signer refuses to sign.", "Look at the signer's policy and audit log."),
    SignerMismatch(
            "The signer signed something else; nothing is signed any more.",
            "Repair the signer, then send the update resume to the account's workflow."),
    InsufficientFunds(
            "The signer's account cannot pay for gas.",
            "Send it native currency; the message has what is missing, and the price."),
    FeesTooHigh("The chain asks for more than the fee limit.", "Wait, or raise the limit."),
    NonceConflict(
            "Somebody else uses the signer's account.",
            "Let one program use the account; the message has the transaction."),
    RegistrationFailed(
            "The registry refuses the transaction.",
            "The message has its words; correct the cause, then send the update retry to the account's workflow."),
    RegistrationCancelled(
            "An operator cancelled the transaction.", "Send the update retry to the account's workflow to try again."),
    OwnershipLost(
            "The id belongs to somebody else now; nothing is written and nothing is minted again.",
            "Transfer the id back; a request of another name has an id of its own."),
    ReorgDetected(
            "The block that confirmed the id is gone; the id is withdrawn until the transaction is confirmed anew.",
            "Wait; the same transaction is sent again."),
    DuplicateOnChain(
            "More than one id on the chain is ours; the lowest is used and nothing is minted.",
            "Decide what becomes of the others; the message has them."),
    SignerChanged(
            "Another signer is configured than the one that owns the id; the owner goes on writing.",
            "Nothing to do, or transfer the id."),
    Tombstoning("The registration is being marked as gone.", "Wait for the transaction in the message."),
    Tombstoned("The registration is marked as gone; its id stays.", "Nothing to do."),
    TombstoneUnfinished(
            "Deletion could not mark the id on chain as gone in time; a record is kept.",
            "Nothing: it is told when the chain answers again; docs/identities.md says how to do it by hand."),
    UnknownSkills(
            "A skill or domain of the registration is not in OASF; the document tells it all the same.",
            "Correct spec.registration.skills or .domains; the message has the nearest name.");

    /** Reasons that only a person can end: they make an object Stalled, not merely Reconciling. */
    private static final Set<Reason> STALLING = EnumSet.of(
            MissingModel,
            InvalidAgentRef,
            UpstreamNotGranted,
            ExternalNameRefused,
            Quarantined,
            InvalidSpec,
            InvalidPrice,
            InvalidAsset,
            UnknownNetwork,
            InvalidPayTo,
            InvalidPath,
            ReservedPath,
            PathConflict,
            ApplyFailed,
            FieldConflict,
            RouteRejected,
            UnsupportedRuntime,
            InvalidSkillEntry,
            NamespaceTaken,
            ModelUnpinned,
            ForeignChild,
            ProvisionError,
            RolloutStuck,
            WalletError,
            WalletLost,
            AddressMismatch,
            InvalidKeystore,
            WrongChain,
            RegistryMissing,
            SignerRefused,
            SignerMismatch,
            InsufficientFunds,
            NonceConflict,
            RegistrationFailed,
            RegistrationCancelled,
            OwnershipLost);

    /** Reasons of what holds and is still no good news. */
    private static final Set<Reason> WARNING =
            EnumSet.of(PasswordBesideKeystore, DuplicateOnChain, SignerChanged, UnknownSkills);

    private final String meaning;
    private final String nextStep;

    Reason(String meaning, String nextStep) {
        this.meaning = meaning;
        this.nextStep = nextStep;
    }

    public String meaning() {
        return meaning;
    }

    /** True when waiting does not help. */
    public boolean stalls() {
        return STALLING.contains(this);
    }

    /** True when it is told as a warning even while the condition holds. */
    public boolean warns() {
        return WARNING.contains(this);
    }

    public String nextStep() {
        return nextStep;
    }
}
