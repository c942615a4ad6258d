package io.offerflow.activities.identity.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The rendered configuration under the real nginx, on a folder laid out as a kubelet mounts a ConfigMap. */
class NginxServesTest {
    private static final String DOCUMENT = Facts.text("published.json");
    private static final List<Path> PLACES = Stream.of("/usr/sbin", "/usr/bin", "/usr/local/bin", "/usr/local/sbin")
            .map(folder -> Path.of(folder, "nginx"))
            .toList();

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private MountedConfigMap mounted;
    private Process nginx;
    private URI base;

    @BeforeEach
    void start() throws IOException {
        Path binary = PLACES.stream().filter(Files::isExecutable).findFirst().orElse(null);
        if (binary == null) {
            String why = "there is no nginx in any of " + PLACES;
            LoggerFactory.getLogger(NginxServesTest.class).warn("left out: {}", why);
            Assumptions.abort(why);
        }
        int port = freePort();
        base = URI.create("http://127.0.0.1:" + port);
        Path scratch = Files.createDirectory(folder.resolve("scratch"));
        Path registration = Files.createDirectory(folder.resolve("registration"));
        String configuration = NginxConfig.of(
                RegistrationDocument.PATH, new NginxConfig.Layout(port, registration.toString(), scratch.toString()));
        mounted = new MountedConfigMap(registration);
        mounted.update(Map.of(NginxConfig.FILE, configuration, NginxConfig.DOCUMENT, DOCUMENT));
        // As root, workers become another user, who may not read a test's folder; in a pod there is but one user.
        String user = "user " + System.getProperty("user.name") + ";";
        nginx = new ProcessBuilder(
                        String.valueOf(binary),
                        "-e",
                        "stderr",
                        "-c",
                        registration.resolve(NginxConfig.FILE).toString(),
                        "-g",
                        user)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> get("/healthz").statusCode() == 200);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (nginx != null) {
            nginx.destroy();
            assertThat(nginx.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void theDocumentComesWholeWithTheHeadersThatReadersNeed() throws Exception {
        HttpResponse<String> answer = get(RegistrationDocument.PATH);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(DOCUMENT);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(header(answer, "Cache-Control")).isEqualTo("public, max-age=60");
        assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(header(answer, "ETag")).matches("\".+\"");
        assertThat(header(answer, "Server")).isEqualTo("nginx");
    }

    @Test
    void headIsGetWithoutABody() throws Exception {
        HttpResponse<String> answer = send("HEAD", RegistrationDocument.PATH, Map.of());
        HttpResponse<String> get = get(RegistrationDocument.PATH);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        for (String name : List.of("Content-Type", "Content-Length", "ETag", "Cache-Control")) {
            assertThat(header(answer, name)).as(name).isEqualTo(header(get, name));
        }
    }

    @Test
    void aKnownVersionIsNotSentAgain() throws Exception {
        String tag = header(get(RegistrationDocument.PATH), "ETag");
        HttpResponse<String> answer = send("GET", RegistrationDocument.PATH, Map.of("If-None-Match", tag));
        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
        assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
    }

    @Test
    void nothingElseOfTheFolderIsServed() throws Exception {
        for (String path : List.of(
                "/",
                "/.well-known",
                "/.well-known/",
                "/.well-known/nginx.conf",
                "/nginx.conf",
                "/agent-registration.json",
                "/.well-known/agent-registration.json/",
                "/.well-known/agent-registration.json/../nginx.conf",
                "/.well-known/agent-registration.json%00",
                "/..data/nginx.conf",
                "/%2e%2e/nginx.conf")) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(path).isBetween(400, 404);
            assertThat(answer.body()).as(path).doesNotContain("worker_processes", "agent-registration", "Index of");
        }
    }

    @Test
    void nothingCanBeWrittenOrDone() throws Exception {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")) {
            for (String path : List.of(RegistrationDocument.PATH, "/healthz", "/else")) {
                assertThat(send(method, path, Map.of()).statusCode())
                        .as(method + " " + path)
                        .isEqualTo(405);
            }
        }
    }

    @Test
    void updatesArriveWithoutARestartAndNeverInPieces() throws Exception {
        String tag = header(get(RegistrationDocument.PATH), "ETag");
        String first = document('a', 300_000);
        String second = document('b', 400_000);
        String configuration = Files.readString(folder.resolve("registration").resolve(NginxConfig.FILE));
        int changes = 0;
        for (int i = 0; i < 60; i++) {
            String next = i % 2 == 0 ? first : second;
            Thread swap = Thread.startVirtualThread(() -> swap(configuration, next));
            for (int j = 0; j < 5; j++) {
                String body = get(RegistrationDocument.PATH).body();
                assertThat(body).isIn(DOCUMENT, first, second);
                changes += body.equals(next) ? 1 : 0;
            }
            swap.join();
            assertThat(get(RegistrationDocument.PATH).body()).isEqualTo(next);
        }
        assertThat(changes).isPositive();
        assertThat(header(get(RegistrationDocument.PATH), "ETag")).isNotEqualTo(tag);
    }

    private void swap(String configuration, String document) {
        try {
            mounted.update(Map.of(NginxConfig.FILE, configuration, NginxConfig.DOCUMENT, document));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String document(char letter, int size) {
        return "{\"" + letter + "\":\"" + String.valueOf(letter).repeat(size) + "\"}";
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, Map.of());
    }

    private HttpResponse<String> send(String method, String path, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(10))
                .method(method, HttpRequest.BodyPublishers.noBody());
        headers.forEach(request::header);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
