package io.offerflow.workflows.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An agent's wallet as found, without anything that signs.
 *
 * @param address of the keystore, with EIP-55's checksum; null when there is none that can be read
 * @param trouble why the wallet cannot be used, as a sentence; null when it can, or when there is none
 * @param signing what its signer works with; null unless the keystore can be read
 * @param kept it is marked as retained and owned by nobody
 * @param worn the token version that the agent's present pod was made for; null when that pod knows of no wallet
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WalletView(
        State state,
        @Nullable String address,
        @Nullable String trouble,
        @Nullable Signing signing,
        boolean kept,
        @Nullable String worn) {

    public static final WalletView ABSENT = of(State.Absent);

    /** Serialised by its name. */
    public enum State {
        /** There is neither keystore nor password: nothing says that there ever was a wallet. */
        Absent,
        /** A password without its keystore's Secret, which is made before it: the keystore was lost. */
        PasswordOnly,
        /** The keystore's Secret belongs to somebody else. */
        Foreign,
        /** The Secret is there, and never had a keystore: making a wallet was begun. */
        Reserved,
        /** The Secret has no keystore that says an address, though it should. */
        Unusable,
        /** The Secret says another address than its keystore. */
        Contradictory,
        /** The keystore's password is gone. */
        PasswordMissing,
        Present
    }

    /**
     * What the signer works with.
     *
     * @param passwordSecret the Secret that has the password; the keystore's own where the reference controller made it
     * @param combined keystore and password lie together
     * @param tokenVersion changes with each token that we draw; empty for one that somebody else made; null when there is no token
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Signing(String passwordSecret, boolean combined, @Nullable String tokenVersion) {}

    public static WalletView of(State state) {
        return new WalletView(state, null, null, null, false, null);
    }

    /** The same beside a pod. */
    public WalletView wornAs(@Nullable String tokenVersion) {
        return new WalletView(state, address, trouble, signing, kept, tokenVersion);
    }
}
