package io.offerflow.verifier;

import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.cluster.SettingException;
import io.offerflow.verifier.tls.TestCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate's listeners with certificates of their own. */
class TlsListenerTest {
    @TempDir
    private Path folder;

    private TestCertificate certificates;
    private Path volume;

    @BeforeEach
    void mount() throws IOException {
        certificates = new TestCertificate(folder);
        volume = Files.createDirectory(folder.resolve("volume"));
        mount(certificates.make("first", "EC"));
        Files.createSymbolicLink(volume.resolve("tls.crt"), Path.of("..data/tls.crt"));
        Files.createSymbolicLink(volume.resolve("tls.key"), Path.of("..data/tls.key"));
    }

    /** As a Secret's volume changes: one rename of one symlink. */
    private void mount(Path files) throws IOException {
        Path next = volume.resolve("..next");
        Files.createSymbolicLink(next, files);
        Files.move(next, volume.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private Gate gate(String listeners) {
        return Gate.with(
                        "",
                        Map.of(
                                VerifierSettings.TLS_CERTIFICATE,
                                volume.resolve("tls.crt").toString(),
                                VerifierSettings.TLS_KEY,
                                volume.resolve("tls.key").toString(),
                                VerifierSettings.TLS_LISTENERS,
                                listeners))
                .sell(offer("shop", "echo"));
    }

    private record Talk(String name, String protocol, String answer) {}

    private static Talk talk(InetSocketAddress address, String... protocols) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) anybody().getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
            if (protocols.length > 0) {
                socket.setEnabledProtocols(protocols);
            }
            socket.startHandshake();
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            OutputStream out = socket.getOutputStream();
            out.write("GET /services/echo HTTP/1.1\r\nHost: 127.0.0.1:9443\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Talk(
                    shown.getSubjectX500Principal().getName(),
                    socket.getSession().getProtocol(),
                    answer);
        }
    }

    /** A client that trusts every certificate; the test looks at them itself. */
    private static SSLContext anybody() {
        X509TrustManager trusting = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trusting}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void thePublicListenerSpeaksTlsAndSaysSoInAddresses() throws IOException {
        try (Gate gate = gate("proxy")) {
            Talk talk = talk(gate.app.proxyAddress());
            assertThat(talk.name()).isEqualTo("CN=first");
            assertThat(talk.protocol()).isEqualTo("TLSv1.3");
            assertThat(talk.answer()).startsWith("HTTP/1.1 402").contains("https://127.0.0.1:9443/services/echo");
            assertThat(talk(gate.app.proxyAddress(), "TLSv1.2").protocol()).isEqualTo("TLSv1.2");
            assertThat(gate.verify("/healthz", Map.of()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aNewCertificateIsShownToNewConnectionsAndABadOneIsNot() throws IOException {
        try (Gate gate = gate("proxy")) {
            mount(certificates.make("second", "RSA"));
            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(talk(gate.app.proxyAddress()).name()).isEqualTo("CN=second"));
            Path bad = Files.createDirectory(folder.resolve("bad"));
            Files.writeString(bad.resolve("tls.crt"), "rubbish");
            Files.writeString(bad.resolve("tls.key"), "rubbish");
            mount(bad);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(gate.metrics()).contains("offerflow_verifier_tls_healthy 0"));
            assertThat(talk(gate.app.proxyAddress()).name()).isEqualTo("CN=second");
            mount(certificates.make("third", "Ed25519"));
            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(talk(gate.app.proxyAddress()).name()).isEqualTo("CN=third"));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(gate.metrics()).contains("offerflow_verifier_tls_healthy 1"));
        }
    }

    @Test
    void oldProtocolsAreNotSpoken() {
        try (Gate gate = gate("proxy")) {
            assertThatThrownBy(() -> talk(gate.app.proxyAddress(), "TLSv1.1"))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void aCertificateThatCannotBeUsedAtTheStartIsNamed() throws IOException {
        Files.writeString(folder.resolve("rubbish"), "rubbish");
        Map<String, String> rubbish = Map.of(
                VerifierSettings.TLS_CERTIFICATE,
                folder.resolve("rubbish").toString(),
                VerifierSettings.TLS_KEY,
                volume.resolve("tls.key").toString());
        assertThatThrownBy(() -> Gate.loading("", rubbish))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(VerifierSettings.TLS_CERTIFICATE)
                .hasMessageContaining("not PEM");
    }
}
