package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.name.Labels;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Step;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an agent's wallet asks for. Pure. A wallet is made only where nothing says that there was one before: neither a pinned address nor a
 * trace of an older keystore or password.
 */
public final class AgentWallet {
    /** Annotation of a pod: which token it was started with. */
    public static final String TOKEN_VERSION = "obol.org/token-version";

    /** Annotation of the keystore's Secret, and of the signer's pod: which Secret has the password. */
    public static final String PASSWORD_SECRET = "obol.org/password-secret";

    /** Passes in a row that follow each other at once: the children, the wallet, the pods; then the usual patience. */
    private static final int BRISK_PASSES = 3;

    private final Agent agent;
    private final WalletView seen;

    AgentWallet(Agent agent, WalletView seen) {
        this.agent = agent;
        this.seen = seen;
    }

    /** Why the wallet cannot be used; reason and sentence. */
    record Trouble(Reason reason, String message) {}

    boolean wanted() {
        return agent.spec().wantsWallet();
    }

    /** The credentials of the agent's pods as long as nothing new is drawn. */
    public static Credentials credentials(@Nullable Agent agent, KeyView key, String environment, WalletView wallet) {
        String version = Objects.requireNonNullElse(key.version(), "");
        return new Credentials(version, environment, agent == null ? null : new AgentWallet(agent, wallet).worn());
    }

    /** Null when the wallet can be used. */
    @Nullable
    Trouble trouble() {
        String pinned = agent.pinnedAddress();
        String sentence = Objects.requireNonNullElse(seen.trouble(), "");
        return switch (seen.state()) {
            case Foreign -> new Trouble(Reason.ForeignChild, sentence);
            case Unusable -> new Trouble(Reason.InvalidKeystore, sentence);
            case Contradictory -> new Trouble(Reason.AddressMismatch, sentence);
            case PasswordMissing -> new Trouble(Reason.WalletLost, sentence);
            case PasswordOnly -> agent.gaveUpWallet() ? unmade(pinned) : new Trouble(Reason.WalletLost, sentence);
            case Absent, Reserved -> unmade(pinned);
            case Present ->
                pinned == null || pinned.equalsIgnoreCase(seen.address())
                        ? null
                        : new Trouble(
                                Reason.AddressMismatch,
                                "the keystore is of " + seen.address() + ", and the agent is bound to " + pinned);
        };
    }

    private static Trouble unmade(@Nullable String pinned) {
        return pinned == null
                ? new Trouble(Reason.WaitingForWallet, "the wallet is being made")
                : new Trouble(
                        Reason.WalletLost,
                        "there is no keystore of " + pinned + ": restore Secret " + WalletSecrets.KEYSTORE
                                + ", or give the wallet up with the annotation " + Agent.ANNOTATION_WALLET_LOST);
    }

    /** Wanted, whole and with a token, so that pods can be told of it. */
    boolean usable() {
        return wanted()
                && trouble() == null
                && seen.signing() != null
                && seen.signing().tokenVersion() != null;
    }

    /** The wallet that the agent's pod has or is to have; null for none. What is in trouble changes nothing of a pod that knows of it. */
    Credentials.@Nullable Wallet worn() {
        String address = seen.address();
        WalletView.Signing signing = seen.signing();
        if (usable() && address != null && signing != null) {
            return new Credentials.Wallet(
                    address, Objects.requireNonNullElse(signing.tokenVersion(), ""), signing.passwordSecret());
        }
        String pinned = agent.statusOrEmpty().walletAddress();
        return wanted() && seen.worn() != null && pinned != null
                ? new Credentials.Wallet(pinned, seen.worn(), "")
                : null;
    }

    /** A pod that starts before its wallet is known would have to start again. */
    boolean holdsBackPod(boolean podExists) {
        return wanted() && !usable() && !podExists;
    }

    /** The address for the status: of the wallet in use, or else the one that the agent is still bound to. */
    @Nullable
    String address() {
        return wanted() && trouble() == null
                ? seen.address()
                : agent.statusOrEmpty().walletAddress();
    }

    /** Once the finalizer is there: a wallet without it would be forgotten with its object. */
    List<Step> steps(Instant now) {
        if (!wanted() || !agent.metadata().finalizers().contains(Agent.FINALIZER)) {
            return List.of();
        }
        String version = Long.toString(now.toEpochMilli());
        Trouble trouble = trouble();
        if (trouble != null) {
            return trouble.reason() == Reason.WaitingForWallet
                    ? List.of(new Step.EnsureWallet(Labels.ofWallet(agent.ref()), version))
                    : List.of();
        }
        if (!usable()) {
            return List.of(new Step.EnsureSignerToken(version));
        }
        return seen.kept() ? List.of(new Step.ClaimWallet()) : List.of();
    }

    /** Where a pass leads to the next one, there is nothing to wait for. */
    boolean goesOnAtOnce(EntityMemory memory) {
        return wanted() && memory.openPasses() <= BRISK_PASSES && memory.firstRefusal("") == null;
    }

    /** What becomes of the wallet when its agent goes. A Secret without a keystore stays: it says which passwords are of no use. */
    static List<Step> farewell(WalletView seen, boolean destroy) {
        return switch (seen.state()) {
            case Absent, PasswordOnly, Foreign -> List.of();
            case Reserved -> seen.kept() ? List.of() : List.of(new Step.RetainWallet());
            case Unusable, Contradictory, PasswordMissing, Present ->
                destroy
                        ? List.of(new Step.DestroyWallet())
                        : seen.kept() ? List.of() : List.of(new Step.RetainWallet());
        };
    }
}
