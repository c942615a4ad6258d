package io.offerflow.signer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.offerflow.cluster.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A signer with one key in a directory of its own, asked over HTTP. */
final class RunningSigner implements AutoCloseable {
    static final String ADDRESS = "0x2c7536e3605d9c16a7a3d7b1898e529396a65c23";
    static final String SECRET = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";
    static final String PASSWORD = "correct horse battery staple";
    static final String TOKEN = "token-0123456789abcdef";
    static final String USDC = "0x833589fcd6edb6e08f4c7c32d4f71b54bda02913";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SignerApp app;
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningSigner(SignerApp app) {
        this.app = app;
    }

    record Reply(int status, JsonNode json, HttpResponse<String> raw) {
        String code() {
            return json.path("code").asText();
        }
    }

    /** The settings of a signer whose files are all below a directory. */
    static Map<String, String> settings(Path home, String policy) throws IOException {
        Path keys = Files.createDirectories(home.resolve("keys"));
        Path state = Files.createDirectories(home.resolve("state"));
        Files.writeString(keys.resolve("key.json"), resource("keystore.json"));
        Path file = home.resolve("policy.yaml");
        Files.writeString(file, policy);
        Map<String, String> settings = new HashMap<>();
        settings.put(SignerSettings.PORT, "0");
        settings.put(SignerSettings.OPS_LISTEN, "127.0.0.1:0");
        settings.put(SignerSettings.KEYSTORE_DIR, keys.toString());
        settings.put(SignerSettings.KEYSTORE_PASSWORD, PASSWORD);
        settings.put(SignerSettings.TOKEN, TOKEN);
        settings.put(SignerSettings.STATE_DIR, state.toString());
        settings.put(SignerSettings.POLICY_FILE, file.toString());
        return settings;
    }

    static RunningSigner start(Path home, String policy) throws Exception {
        return start(settings(home, policy), InstantSource.system());
    }

    static RunningSigner start(Map<String, String> settings, InstantSource clock) throws Exception {
        return new RunningSigner(SignerApp.start(SignerSettings.of(Settings.of(settings)), clock));
    }

    Reply sign(String operation, String body) throws Exception {
        return post("/api/v1/sign/" + ADDRESS + "/" + operation, body);
    }

    Reply post(String path, String body) throws Exception {
        return send(request(path)
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Reply get(String path) throws Exception {
        return send(request(path).header("Authorization", "Bearer " + TOKEN));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(at(app.address(), path));
    }

    /** At the listener of health and metrics. */
    String ops(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(at(app.opsAddress(), path)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    Reply send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        boolean json = response.headers().firstValue("Content-Type").orElse("").equals("application/json");
        return new Reply(response.statusCode(), json ? JSON.readTree(response.body()) : JSON.nullNode(), response);
    }

    InetSocketAddress address() {
        return app.address();
    }

    @Override
    public void close() {
        client.close();
        app.close();
    }

    static List<JsonNode> audit(Path home) throws IOException {
        try (var files = Files.list(home.resolve("state"))) {
            List<Path> logs = files.filter(file -> file.getFileName().toString().startsWith("audit-"))
                    .sorted()
                    .toList();
            List<JsonNode> lines = new ArrayList<>();
            for (Path log : logs) {
                for (String line : Files.readAllLines(log)) {
                    lines.add(JSON.readTree(line));
                }
            }
            return lines;
        }
    }

    static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(RunningSigner.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static URI at(InetSocketAddress address, String path) {
        return URI.create("http://127.0.0.1:" + address.getPort() + path);
    }
}
