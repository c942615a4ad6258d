package io.offerflow.dev.hermes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.offerflow.api.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model behind an OpenAI-style API: lists models, completes chats at once or as a stream, and remembers what it was asked. It answers by a
 * function, and can be down.
 */
public final class ModelStub implements AutoCloseable {
    private static final String CHAT = "/v1/chat/completions";
    private static final String DOWN = "{\"error\":{\"message\":\"the model is down\",\"type\":\"server_error\"}}";

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Question> questions = new CopyOnWriteArrayList<>();
    private volatile Function<Question, String> answers = ModelStub::echo;
    private volatile boolean down;

    /**
     * One chat completion that was asked for.
     *
     * @param key after {@code Bearer}; null when none was shown
     * @param system the system prompt; empty when there is none
     * @param others the texts of all other messages, in order, each with its role before it as {@code user: why?}
     * @param tools names of the functions that the model may call, sorted
     */
    public record Question(String model, @Nullable String key, String system, List<String> others, List<String> tools) {
        /** The text of the last message of the user. */
        public String asked() {
            return others.stream()
                    .filter(text -> text.startsWith("user: "))
                    .reduce((first, last) -> last)
                    .map(text -> text.substring("user: ".length()))
                    .orElse("");
        }
    }

    private ModelStub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        } catch (IOException e) {
            throw new UncheckedIOException("model: cannot listen: " + e.getMessage(), e);
        }
        server.setExecutor(executor);
        server.createContext("/v1/models", this::models);
        server.createContext(CHAT, this::complete);
        server.start();
    }

    public static ModelStub start() {
        return new ModelStub();
    }

    /** What {@link io.offerflow.workflows.agent.AgentSettings#MODEL_URL} has to be for agents to use it. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** All questions so far. */
    public List<Question> questions() {
        return List.copyOf(questions);
    }

    /** From now on answers are these. */
    public void answers(Function<Question, String> function) {
        answers = function;
    }

    /** While it is down every completion ends with 503. */
    public void down(boolean isDown) {
        down = isDown;
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private static String echo(Question question) {
        return question.model() + " was asked: " + question.asked();
    }

    private void models(HttpExchange exchange) throws IOException {
        String path = URI.create(exchange.getRequestURI().getRawPath()).getPath();
        String name = path.substring("/v1/models".length());
        ObjectNode model = Json.mapper().createObjectNode().put("object", "model");
        if (name.length() > 1) {
            send(
                    exchange,
                    200,
                    "application/json",
                    model.put("id", name.substring(1)).toString());
        } else {
            ObjectNode list = Json.mapper().createObjectNode().put("object", "list");
            list.putArray("data").add(model.put("id", "any"));
            send(exchange, 200, "application/json", list.toString());
        }
    }

    private void complete(HttpExchange exchange) throws IOException {
        JsonNode body = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
        Question question = question(body, exchange.getRequestHeaders().getFirst("Authorization"));
        questions.add(question);
        if (down) {
            send(exchange, 503, "application/json", DOWN);
            return;
        }
        String text = answers.apply(question);
        if (body.path("stream").asBoolean()) {
            send(exchange, 200, "text/event-stream", stream(question.model(), text));
        } else {
            ObjectNode answer = answer(question.model(), "chat.completion");
            choice(answer, "stop").putObject("message").put("role", "assistant").put("content", text);
            usage(answer);
            send(exchange, 200, "application/json", answer.toString());
        }
    }

    private static Question question(JsonNode body, @Nullable String authorization) {
        StringBuilder system = new StringBuilder();
        List<String> others = new ArrayList<>();
        for (JsonNode message : body.path("messages")) {
            String role = message.path("role").asText();
            String text = text(message.path("content"));
            if ("system".equals(role)) {
                system.append(text);
            } else {
                others.add(role + ": " + text);
            }
        }
        String key = authorization != null && authorization.startsWith("Bearer ")
                ? authorization.substring("Bearer ".length())
                : null;
        List<String> tools = new ArrayList<>();
        body.path("tools").forEach(tool -> tools.add(tool.at("/function/name").asText(tool.toString())));
        tools.sort(null);
        return new Question(
                body.path("model").asText(), key, system.toString(), List.copyOf(others), List.copyOf(tools));
    }

    /** A text, or a list of parts of which those that are texts count. */
    private static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.asText();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText()));
        return text.toString();
    }

    private static String stream(String model, String text) {
        ObjectNode first = answer(model, "chat.completion.chunk");
        choice(first, null).putObject("delta").put("role", "assistant").put("content", text);
        ObjectNode last = answer(model, "chat.completion.chunk");
        choice(last, "stop").putObject("delta");
        ObjectNode usage = answer(model, "chat.completion.chunk");
        usage.putArray("choices");
        usage(usage);
        return "data: " + first + "\n\ndata: " + last + "\n\ndata: " + usage + "\n\ndata: [DONE]\n\n";
    }

    private static ObjectNode answer(String model, String object) {
        return Json.mapper()
                .createObjectNode()
                .put("id", "chatcmpl-stub")
                .put("object", object)
                .put("created", 1)
                .put("model", model);
    }

    private static ObjectNode choice(ObjectNode answer, @Nullable String end) {
        ArrayNode choices = answer.putArray("choices");
        return choices.addObject().put("index", 0).put("finish_reason", end);
    }

    private static void usage(ObjectNode answer) {
        answer.putObject("usage")
                .put("prompt_tokens", 1)
                .put("completion_tokens", 1)
                .put("total_tokens", 2);
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
