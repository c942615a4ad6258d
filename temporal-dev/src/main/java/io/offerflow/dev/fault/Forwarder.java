package io.offerflow.dev.fault;

import io.offerflow.dev.fault.ProxiedCall.Header;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** The proxy's own client of the server behind it. */
final class Forwarder {
    /** Between this hop and the next only, or set by the client library itself. */
    private static final Set<String> HOP = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            // Answers are kept and cut as text, so they must not come compressed.
            "accept-encoding");

    private final Upstream upstream;
    private final HttpClient http;

    Forwarder(Upstream upstream) {
        this.upstream = upstream;
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .connectTimeout(Duration.ofSeconds(10));
        if (upstream.anyCertificate()) {
            builder.sslContext(trustAll());
        }
        http = builder.build();
    }

    /** The server's answer, whose body is still to be read and must be closed. */
    HttpResponse<InputStream> forward(ProxiedCall call) throws IOException, InterruptedException {
        try {
            return http.send(request(call), BodyHandlers.ofInputStream());
        } catch (IllegalArgumentException notHttp) {
            throw new IOException("not a request that can be passed on", notHttp);
        }
    }

    private HttpRequest request(ProxiedCall call) {
        var request = HttpRequest.newBuilder(URI.create(upstream.address() + call.target()))
                .method(
                        call.method(),
                        call.body().length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(call.body()));
        for (Header header : call.headers()) {
            if (passes(header.name())) {
                request.header(header.name(), header.value());
            }
        }
        if (call.headers().stream().noneMatch(header -> header.is("Authorization"))) {
            upstream.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        return request.build();
    }

    /** The headers of an answer that the client is to see. */
    static List<Header> headers(HttpResponse<?> response) {
        return response.headers().map().entrySet().stream()
                .filter(entry -> passes(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream().map(value -> new Header(entry.getKey(), value)))
                .toList();
    }

    void close() {
        http.shutdownNow();
    }

    private static boolean passes(String header) {
        return !HOP.contains(header.toLowerCase(Locale.ROOT));
    }

    private static SSLContext trustAll() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException noTls) {
            throw new IllegalStateException("this JVM has no TLS", noTls);
        }
    }

    /** The extended kind, because only that one switches the check of the host name off too. */
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
