package io.offerflow.dev.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.ApiUnderTest.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class KubeServerTest {

    private static Socket watch(URI server, String path) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    @Test
    void kubeconfigPointsAtTheServerUnderItsOwnContext() {
        try (KubeServer server = KubeServer.start(KubeServerOptions.defaults())) {
            assertThat(server.kubeconfig())
                    .contains("current-context: \"offerflow-embedded\"")
                    .contains(server.address().toString());
            assertThat(server.address().getHost()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void aWatcherThatDoesNotReadHoldsUpNobody() throws IOException {
        try (ApiUnderTest api = ApiUnderTest.embedded();
                Socket asleep = watch(
                        URI.create(api.client.getMasterUrl().toString()), api.core("configmaps") + "?watch=true")) {
            assertThat(asleep.isConnected()).isTrue();
            String big = "x".repeat(100_000);
            for (int i = 0; i < 200; i++) {
                String body = "{\"metadata\":{\"name\":\"big-" + i + "\"},\"data\":{\"a\":\"" + big + "\"}}";
                assertThat(api.create(api.core("configmaps"), body).code()).isEqualTo(201);
            }
            Answer other = api.get(api.core("configmaps") + "?watch=true&resourceVersion=0&timeoutSeconds=2");
            assertThat(other.text().lines().filter(line -> line.contains("\"big-")))
                    .hasSize(200);
        }
    }

    @Test
    void closeEndsWatchesAndIsQuick() throws IOException {
        KubeServer server = KubeServer.start(KubeServerOptions.defaults());
        try (Socket socket = watch(server.address(), "/api/v1/namespaces?watch=true");
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            await().until(() -> lines.readLine().contains("kube-system"));
            long before = System.nanoTime();
            server.close();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
            socket.setSoTimeout(2_000);
            await().until(() -> lines.readLine() == null);
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("kube-")));
        }
    }

    @Test
    void concurrentReadModifyWriteLosesNoUpdate() throws Exception {
        try (ApiUnderTest api = ApiUnderTest.embedded();
                ExecutorService writers = Executors.newFixedThreadPool(6)) {
            api.create(api.core("configmaps"), "{\"metadata\":{\"name\":\"counter\"},\"data\":{\"n\":\"0\"}}");
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                all.add(writers.submit(() -> {
                    for (int done = 0; done < 20; ) {
                        done += increment(api) ? 1 : 0;
                    }
                }));
            }
            for (Future<?> writer : all) {
                writer.get();
            }
            assertThat(api.get(api.core("configmaps/counter"))
                            .body()
                            .at("/data/n")
                            .asInt())
                    .isEqualTo(120);
        }
    }

    private static boolean increment(ApiUnderTest api) {
        ObjectNode counter =
                (ObjectNode) api.get(api.core("configmaps/counter")).body();
        int next = counter.at("/data/n").asInt() + 1;
        counter.withObjectProperty("data").put("n", Integer.toString(next));
        int code = api.put(api.core("configmaps/counter"), counter).code();
        assertThat(code).isIn(200, 409);
        return code == 200;
    }

    @Test
    void changesOlderThanTheWindowAreExpired() throws InterruptedException {
        ObjectStore store = new ObjectStore();
        ObjectKey key = new ObjectKey("n", "x");
        for (int i = 0; i <= ObjectStore.WINDOW; i++) {
            store.put("things", key, Json.object());
        }
        long now = store.revision();
        assertThat(store.changesAfter(now - 3, Duration.ZERO)).hasSize(3);
        assertThatThrownBy(() -> store.changesAfter(1, Duration.ZERO))
                .isInstanceOfSatisfying(
                        ApiFailure.class, gone -> assertThat(gone.code()).isEqualTo(410));
    }
}
