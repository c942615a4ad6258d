package io.offerflow.verifier;

import io.offerflow.cluster.SettingException;
import io.offerflow.cluster.Settings;
import io.offerflow.verifier.tls.Certificate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which listeners speak TLS, and with which PEM files.
 *
 * @param certificate the own one first, then those between it and the root
 * @param key without a passphrase
 */
public record TlsSettings(Path certificate, Path key, boolean verify, boolean proxy) {
    private static final String PROXY = "proxy";
    private static final String VERIFY = "verify";

    /** Empty where no certificate is set. @throws SettingException naming the setting that cannot be used */
    static Optional<TlsSettings> of(Settings settings) {
        Optional<Path> certificate =
                settings.text(VerifierSettings.TLS_CERTIFICATE).map(Path::of);
        Optional<Path> key = settings.text(VerifierSettings.TLS_KEY).map(Path::of);
        if (certificate.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            String missing = key.isEmpty() ? VerifierSettings.TLS_KEY : VerifierSettings.TLS_CERTIFICATE;
            throw new SettingException(missing, "", "certificate and key are needed together");
        }
        Set<String> listeners = listeners(settings.string(VerifierSettings.TLS_LISTENERS, PROXY));
        return Optional.of(
                new TlsSettings(certificate.get(), key.get(), listeners.contains(VERIFY), listeners.contains(PROXY)));
    }

    /** @throws SettingException when the files cannot be used */
    Certificate open(Duration poll) {
        try {
            return new Certificate(new Certificate.Source(certificate, key, poll));
        } catch (IllegalArgumentException unusable) {
            throw new SettingException(
                    VerifierSettings.TLS_CERTIFICATE, certificate.toString(), String.valueOf(unusable.getMessage()));
        }
    }

    private static Set<String> listeners(String text) {
        Set<String> names = Stream.of(text.split(",")).map(String::strip).collect(Collectors.toSet());
        if (!Set.of(PROXY, VERIFY).containsAll(names)) {
            throw new SettingException(VerifierSettings.TLS_LISTENERS, text, "proxy, verify, or both with a comma");
        }
        return names;
    }
}
