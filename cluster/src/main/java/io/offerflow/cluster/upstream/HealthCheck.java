package io.offerflow.cluster.upstream;

import io.offerflow.api.upstream.Probe;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One GET that ends with the status line: no redirects, the body is not read. Its failures are phrases that name no address and no port,
 * so that the same trouble always reads the same.
 */
final class HealthCheck implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration TOTAL = Duration.ofSeconds(3);
    private static final String METHOD = "GET";

    /** Platform threads: a slow name server blocks its thread in native code, and would hold the carrier of a virtual one. */
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("upstream-probe-", 0).factory());

    private final HttpClient http = HttpClient.newBuilder()
            .executor(threads)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();

    /** Where to ask. {@code foreign}: the name was chosen by whoever wrote the Service, so its addresses are looked at first. */
    record Target(String host, int port, boolean foreign) {}

    Probe get(Target target, String path) {
        URI uri = uri(target, path);
        if (uri == null) {
            return failed(path, "host, port or path are malformed");
        }
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(TOTAL)
                .header("User-Agent", "offerflow-probe")
                .build();
        CompletableFuture<Integer> code = checked(target)
                .thenCompose(allowed -> http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream()))
                .thenApply(HealthCheck::statusOnly)
                .orTimeout(TOTAL.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return new Probe(METHOD, path, code.get(), null);
        } catch (ExecutionException e) {
            return failed(path, phrase(e));
        } catch (InterruptedException e) {
            code.cancel(true);
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted during a health check");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }

    /** Refuses names of link-local addresses. */
    private CompletableFuture<Boolean> checked(Target target) {
        if (!target.foreign()) {
            return CompletableFuture.completedFuture(true);
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        if (LinkLocal.names(target.host())) {
                            throw new LinkLocalException();
                        }
                        return true;
                    } catch (UnknownHostException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                threads);
    }

    private static @Nullable URI uri(Target target, String path) {
        try {
            URI uri = URI.create("http://" + target.host() + ":" + target.port() + path);
            return path.startsWith("/") && target.host().equals(uri.getHost()) && uri.getPort() == target.port()
                    ? uri
                    : null;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private static int statusOnly(HttpResponse<InputStream> response) {
        try {
            response.body().close();
            return response.statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Probe failed(String path, String phrase) {
        return new Probe(METHOD, path, null, phrase);
    }

    static String phrase(Throwable failure) {
        String phrase = "connection lost";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            phrase = switch (cause) {
                case LinkLocalException refused -> "link-local addresses are not asked";
                case UnknownHostException unknown -> "unknown host";
                case UnresolvedAddressException unknown -> "unknown host";
                case HttpConnectTimeoutException late -> "no connection after " + CONNECT.toSeconds() + " s";
                case HttpTimeoutException late -> "timed out after " + TOTAL.toSeconds() + " s";
                case TimeoutException late -> "timed out after " + TOTAL.toSeconds() + " s";
                case NoRouteToHostException nowhere -> "no route to host";
                case ConnectException refused -> "connection refused";
                case ProtocolException odd -> "the answer is not HTTP";
                default -> phrase;
            };
            if (cause instanceof HttpConnectTimeoutException) {
                break;
            }
        }
        return phrase;
    }

    private static final class LinkLocalException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
