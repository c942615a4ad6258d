package io.offerflow.flows.bench.gate;

import io.undertow.Undertow;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Undertow that looks one header up and sends fixed bytes: what no gate on it can be faster than. Arguments: port, file of answers. */
final class BareProcess {
    private static final HttpString X_FORWARDED_URI = new HttpString(Case.URI_HEADER);

    private record Fixed(int status, Map<HttpString, String> headers, byte[] body) {}

    private BareProcess() {}

    public static void main(String[] args) throws IOException {
        Map<String, Fixed> answers = new HashMap<>();
        Mimicry.read(Path.of(args[1])).forEach((uri, answer) -> {
            Map<HttpString, String> headers = new HashMap<>();
            answer.headers().forEach((name, value) -> headers.put(new HttpString(name), value));
            answers.put(uri, new Fixed(answer.status(), headers, answer.body().getBytes(StandardCharsets.UTF_8)));
        });
        Undertow.builder()
                .addHttpListener(Integer.parseInt(args[0]), "127.0.0.1", exchange -> {
                    Fixed answer = answers.get(exchange.getRequestHeaders().getFirst(X_FORWARDED_URI));
                    exchange.setStatusCode(answer.status());
                    answer.headers().forEach((name, value) -> exchange.getResponseHeaders()
                            .put(name, value));
                    exchange.getResponseSender().send(ByteBuffer.wrap(answer.body()));
                })
                .build()
                .start();
    }
}
