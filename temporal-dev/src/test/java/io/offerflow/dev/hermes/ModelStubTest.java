package io.offerflow.dev.hermes;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelStubTest {
    private final ModelStub model = ModelStub.start();

    @AfterEach
    void stop() {
        model.close();
    }

    private HttpResponse<String> ask(boolean stream) throws Exception {
        String body =
                """
                {"model":"m","stream":%s,"messages":[{"role":"system","content":"be brief"},\
                {"role":"user","content":[{"type":"text","text":"why?"}]}]}
                """
                        .formatted(stream);
        HttpRequest request = HttpRequest.newBuilder(URI.create(model.url() + "/chat/completions"))
                .header("Authorization", "Bearer k")
                .POST(BodyPublishers.ofString(body))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofString());
        }
    }

    @Test
    void itAnswersAtOnceAndAsAStreamAndRemembersWhatItWasAsked() throws Exception {
        model.answers(question -> "because of " + question.asked());
        assertThat(Json.mapper()
                        .readTree(ask(false).body())
                        .at("/choices/0/message/content")
                        .asText())
                .isEqualTo("because of why?");
        assertThat(ask(true).body()).contains("because of why?").endsWith("data: [DONE]\n\n");
        assertThat(model.questions())
                .containsOnly(new ModelStub.Question("m", "k", "be brief", List.of("user: why?"), List.of()));
    }

    @Test
    void itCanBeDown() throws Exception {
        model.down(true);
        assertThat(ask(true).statusCode()).isEqualTo(503);
        model.down(false);
        assertThat(ask(true).statusCode()).isEqualTo(200);
    }
}
