package io.offerflow.dev.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.undertow.Undertow;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.InstantSource;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An API server of a test signs its own certificate, and for another name than the address it is called by. */
class TlsUpstreamTest {
    private static final String PASSWORD = "changeit";

    private static Undertow server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = Undertow.builder()
                .addHttpsListener(0, "127.0.0.1", selfSigned(folder))
                .setHandler(exchange -> exchange.getResponseSender().send("over TLS"))
                .build();
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @Test
    void selfSignedServerIsReachedWhenAnyCertificateIsTrusted() throws Exception {
        assertThat(get(upstream().trustingAnyCertificate())).isEqualTo("over TLS");
    }

    @Test
    void selfSignedServerIsNotReachedOtherwise() {
        assertThatThrownBy(() -> get(upstream())).isInstanceOf(IOException.class);
    }

    private static Upstream upstream() {
        var address = (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
        return Upstream.of(URI.create("https://127.0.0.1:" + address.getPort()));
    }

    private static String get(Upstream upstream) throws Exception {
        try (var proxy = FaultProxy.start(0, upstream, InstantSource.system());
                var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(proxy.address()).build();
            return http.send(request, BodyHandlers.ofString()).body();
        }
    }

    private static SSLContext selfSigned(Path folder) throws Exception {
        Path file = folder.resolve("server.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        var process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=another-name",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
