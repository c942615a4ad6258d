package io.offerflow.verifier.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.offerflow.verifier.TestClock;
import io.offerflow.verifier.pay.Facilitator.Settlement;
import io.offerflow.verifier.pay.Facilitator.Verification;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over https the same holds as over http, and an order goes only to the host that the certificate names. */
class EncryptedFacilitatorTest {
    private static final char[] PASSWORD = "password".toCharArray();
    private static final String BODY = ScriptedServer.ok("{\"isValid\":true,\"success\":true,\"transaction\":\"0x1\"}");

    @TempDir
    private Path folder;

    /** Of a server with a certificate of its own, which clients from here trust. */
    private SSLContext context(String name) throws IOException, GeneralSecurityException, InterruptedException {
        Path file = folder.resolve(name.replace(':', '-') + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=facilitator",
                        "-ext",
                        "san=" + name,
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static ScriptedServer server(SSLContext context) throws IOException {
        return new ScriptedServer(
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()), "https");
    }

    private static FacilitatorClient client(SSLSocketFactory encryption) {
        return new FacilitatorClient(
                new FacilitatorClient.Limits(Duration.ofSeconds(2), Duration.ofSeconds(2), 16),
                List::of,
                new FacilitatorClient.Environment(new SimpleMeterRegistry(), new TestClock(), encryption));
    }

    @Test
    void manyCallsShareAnEncryptedConnectionAndAClosedOneIsNoticed() throws Exception {
        SSLContext context = context("ip:127.0.0.1");
        try (ScriptedServer server = server(context);
                FacilitatorClient client = client(context.getSocketFactory())) {
            server.then(peer -> {
                        for (int i = 0; i < 4; i++) {
                            peer.request();
                            peer.send(BODY);
                        }
                    })
                    .then(BODY);
            for (int i = 0; i < 2; i++) {
                assertThat(client.verify(Orders.at(server.url()))).isInstanceOf(Verification.Valid.class);
                assertThat(client.settle(Orders.at(server.url()))).isInstanceOf(Settlement.Settled.class);
            }
            assertThat(server.connections()).isEqualTo(1);
            Awaitility.await().until(server::allOver);
            assertThat(client.settle(Orders.at(server.url()))).isInstanceOf(Settlement.Settled.class);
            assertThat(server.requests()).hasSize(5);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aCertificateForAnotherHostMeansThatNothingWasSent() throws Exception {
        SSLContext context = context("dns:other.example");
        try (ScriptedServer server = server(context);
                FacilitatorClient client = client(context.getSocketFactory())) {
            assertThat(client.settle(Orders.at(server.url()))).isInstanceOf(Settlement.NotTaken.class);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void aCertificateThatNobodyTrustsMeansThatNothingWasSent() throws Exception {
        SSLContext context = context("ip:127.0.0.1");
        try (ScriptedServer server = server(context);
                FacilitatorClient client = client((SSLSocketFactory) SSLSocketFactory.getDefault())) {
            assertThat(client.settle(Orders.at(server.url()))).isInstanceOf(Settlement.NotTaken.class);
            assertThat(server.requests()).isEmpty();
        }
    }
}
