package io.offerflow.verifier.proxy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@link Upstream} over HTTP/1.1 with pooled connections. Redirects are the buyer's business. */
public final class HttpUpstream implements Upstream, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();

    @Override
    public Reply send(Call call, Duration patience) throws IOException, InterruptedException {
        HttpRequest request = request(call).timeout(patience).build();
        HttpResponse<Body> answer = http.send(request, head -> new ArrivingBody());
        List<HeaderLine> headers = new ArrayList<>();
        answer.headers().map().forEach((name, values) -> values.forEach(v -> headers.add(new HeaderLine(name, v))));
        return new Reply(answer.statusCode(), List.copyOf(headers), answer.body());
    }

    /** Undertow takes names and methods that the JDK's client does not. */
    @Override
    public Optional<String> unsendable(Call call) {
        try {
            request(call);
            return Optional.empty();
        } catch (IllegalArgumentException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    private static HttpRequest.Builder request(Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(call.uri())
                .method(
                        call.method(),
                        call.body().length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(call.body()));
        call.headers().forEach(line -> request.header(line.name(), line.value()));
        return request;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
