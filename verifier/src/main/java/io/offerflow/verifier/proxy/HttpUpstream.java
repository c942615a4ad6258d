package io.offerflow.verifier.proxy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
        HttpRequest.Builder request = HttpRequest.newBuilder(call.uri())
                .timeout(patience)
                .method(
                        call.method(),
                        call.body().length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(call.body()));
        call.headers().forEach(line -> request.header(line.name(), line.value()));
        HttpResponse<Body> answer = http.send(request.build(), head -> new ArrivingBody());
        List<HeaderLine> headers = new ArrayList<>();
        answer.headers().map().forEach((name, values) -> values.forEach(v -> headers.add(new HeaderLine(name, v))));
        return new Reply(answer.statusCode(), List.copyOf(headers), answer.body());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
