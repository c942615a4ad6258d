package io.offerflow.flows.bench.gate;

import com.fasterxml.jackson.core.type.TypeReference;
import io.offerflow.api.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One answer of the gate, for a bare server that sends the same bytes. */
record Mimicry(int status, Map<String, String> headers, String body) {
    /** Written by each server itself. */
    private static final Set<String> OWN = Set.of("date", "connection", "content-length", "keep-alive");

    static Mimicry of(Pinned gate, Case asked) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(asked.url(gate));
        asked.headers().forEach(request::header);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            Map<String, String> kept = new TreeMap<>();
            answer.headers().map().forEach((name, values) -> {
                if (!OWN.contains(name)) {
                    kept.put(name, values.getFirst());
                }
            });
            return new Mimicry(answer.statusCode(), kept, answer.body());
        }
    }

    /** Asks a gate and writes its answers down, keyed by the value of {@code X-Forwarded-Uri}. */
    static void learn(Path file, Pinned gate, List<Case> cases) throws IOException, InterruptedException {
        Map<String, Mimicry> answers = new TreeMap<>();
        for (Case asked : cases) {
            answers.put(asked.headers().get(Case.URI_HEADER), of(gate, asked));
        }
        Files.write(file, Json.mapper().writeValueAsBytes(answers));
    }

    static Map<String, Mimicry> read(Path file) throws IOException {
        return Json.mapper().readValue(Files.readAllBytes(file), new TypeReference<>() {});
    }
}
