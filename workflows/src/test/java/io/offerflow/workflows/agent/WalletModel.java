package io.offerflow.workflows.agent;

import io.offerflow.workflows.agent.WalletView.Signing;
import io.offerflow.workflows.agent.WalletView.State;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Secrets of a wallet in miniature, made in the steps in which the activities make them. Guarded by its cluster. */
final class WalletModel {
    /** Where a try to make a wallet may be killed. */
    enum Kill {
        AFTER_RESERVATION,
        AFTER_PASSWORD,
        NEVER
    }

    private final List<String> minted = new ArrayList<>();
    private boolean reserved;
    private int passwords;
    private @Nullable String address;
    private @Nullable String said;
    private @Nullable String tokenVersion;
    private boolean passwordThere;
    private boolean combined;
    private boolean kept;
    private Kill kill = Kill.NEVER;

    /** A try; the next one is killed as {@link #kill} says. */
    void make(String version) {
        if (reserved && address != null) {
            return;
        }
        reserved = true;
        Kill now = kill;
        kill = Kill.NEVER;
        if (now == Kill.AFTER_RESERVATION) {
            return;
        }
        passwords++;
        if (now == Kill.AFTER_PASSWORD) {
            return;
        }
        address = address(minted.size() + 1);
        minted.add(address);
        said = address;
        passwordThere = true;
        tokenVersion = version;
    }

    static String address(int nth) {
        return "0x" + "%040d".formatted(nth);
    }

    /** As the reference controller makes them. */
    void combined(String of) {
        reserved = true;
        combined = true;
        address = of;
        said = of;
        tokenVersion = "";
    }

    void token(@Nullable String version) {
        tokenVersion = version;
    }

    void keep(boolean keep) {
        kept = keep;
    }

    void destroy() {
        loseKeystore();
        losePassword();
        passwords = 0;
    }

    void killNext(Kill where) {
        kill = where;
    }

    void loseKeystore() {
        reserved = false;
        address = null;
        said = null;
        tokenVersion = null;
        kept = false;
        combined = false;
    }

    void losePassword() {
        passwordThere = false;
        passwords = 0;
    }

    /** From a backup, or from elsewhere. */
    void restore(String of) {
        reserved = true;
        address = of;
        said = of;
        passwordThere = true;
        tokenVersion = tokenVersion == null ? "" : tokenVersion;
        passwords = Math.max(passwords, 1);
    }

    void say(String other) {
        said = other;
    }

    /** Every address that was ever made. */
    List<String> minted() {
        return List.copyOf(minted);
    }

    @Nullable
    String address() {
        return address;
    }

    boolean isKept() {
        return kept;
    }

    boolean hasPassword() {
        return passwordThere;
    }

    WalletView view(boolean wanted) {
        if (!reserved) {
            return wanted && passwords > 0
                    ? new WalletView(State.PasswordOnly, null, "a password without its keystore", null, false, null)
                    : WalletView.ABSENT;
        }
        String of = address;
        if (of == null) {
            return new WalletView(State.Reserved, null, null, null, kept, null);
        }
        Signing signing = new Signing(
                combined ? WalletSecrets.KEYSTORE : WalletSecrets.PASSWORDS.getFirst(), combined, tokenVersion);
        if (!of.equals(said)) {
            return new WalletView(State.Contradictory, of, "it says another", null, kept, null);
        }
        return combined || passwordThere || !wanted
                ? new WalletView(State.Present, of, null, signing, kept, null)
                : new WalletView(State.PasswordMissing, of, "the password is gone", signing, kept, null);
    }
}
