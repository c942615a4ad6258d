package io.offerflow.dev.activities;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Kills a worker at its n-th write, before the API server hears of it or after it was carried out: from there on nothing is sent. */
final class Reaper implements Interceptor {
    private final int victim;
    private final boolean afterwards;
    private final AtomicInteger writes = new AtomicInteger();
    private volatile boolean dead;

    Reaper(int victim, boolean afterwards) {
        this.victim = victim;
        this.afterwards = afterwards;
    }

    KubernetesClient client(Config cluster) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(cluster)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .withHttpClientBuilderConsumer(builder -> builder.addOrReplaceInterceptor("reaper", this))
                .build();
    }

    boolean struck() {
        return dead;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (!dead && writes(request) && writes.incrementAndGet() == victim && !afterwards) {
            dead = true;
        }
        if (dead) {
            throw new IllegalStateException("killed");
        }
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        if (afterwards && writes(request) && writes.get() == victim) {
            dead = true;
            throw new IllegalStateException("killed");
        }
    }

    private static boolean writes(HttpRequest request) {
        return !request.method().equals("GET") && !request.uri().toString().contains("dryRun");
    }
}
