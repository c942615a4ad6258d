package io.offerflow.watcher.lead;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lock whose every failure is one that the elector tries again after. Any other exception ends a candidacy of fabric8's elector without
 * a word to who started it, and there would be no leader until the process is restarted.
 */
final class SteadyLock implements Lock {
    private final Lock lock;

    SteadyLock(Lock lock) {
        this.lock = lock;
    }

    @Override
    public @Nullable LeaderElectionRecord get(KubernetesClient client) {
        return retryable(() -> lock.get(client));
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord record) {
        retryable(() -> {
            lock.create(client, record);
            return record;
        });
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord record) {
        retryable(() -> {
            lock.update(client, record);
            return record;
        });
    }

    @Override
    public String identity() {
        return lock.identity();
    }

    @Override
    public String describe() {
        return lock.describe();
    }

    private static <T extends @Nullable Object> T retryable(Supplier<T> call) {
        try {
            return call.get();
        } catch (KubernetesClientException known) {
            throw known;
        } catch (RuntimeException | Error unknown) {
            throw new KubernetesClientException("the Lease could not be read or written", unknown);
        }
    }
}
