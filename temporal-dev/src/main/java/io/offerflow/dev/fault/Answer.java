package io.offerflow.dev.fault;

import io.offerflow.dev.fault.ProxiedCall.Header;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An answer read whole: the server's, an older one of the server's, or made up by a fault. */
record Answer(int status, List<Header> headers, byte[] body) {

    static Answer read(HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            return new Answer(response.statusCode(), Forwarder.headers(response), body.readAllBytes());
        }
    }

    static Answer of(Fault.Status fault) {
        var headers = new ArrayList<Header>();
        headers.add(new Header("Content-Type", "application/json"));
        fault.headers().forEach((name, value) -> headers.add(new Header(name, value)));
        return new Answer(fault.code(), List.copyOf(headers), fault.body().getBytes(StandardCharsets.UTF_8));
    }

    static Answer empty(int status) {
        return new Answer(status, List.of(), new byte[0]);
    }
}
