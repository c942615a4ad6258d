package io.offerflow.verifier.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Shows the identity that is in use; a handshake that has chosen one ends with it, whatever comes meanwhile. */
final class CurrentKey extends X509ExtendedKeyManager {
    private final AtomicLong versions = new AtomicLong();
    private volatile Held current;
    private volatile Held former;

    private record Held(String alias, Identity identity) {}

    CurrentKey(Identity first) {
        current = held(first);
        former = current;
    }

    void replace(Identity next) {
        former = current;
        current = held(next);
    }

    Identity identity() {
        return current.identity();
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        Held held = current;
        return held.identity().algorithm().equals(keyType) ? held.alias() : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Held held = find(alias);
        return held == null ? null : held.identity().chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Held held = find(alias);
        return held == null ? null : held.identity().key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = chooseEngineServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    /** The gate is no client. */
    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    private @Nullable Held find(String alias) {
        Held now = current;
        Held before = former;
        return now.alias().equals(alias) ? now : before.alias().equals(alias) ? before : null;
    }

    private Held held(Identity identity) {
        return new Held("v" + versions.incrementAndGet(), identity);
    }
}
