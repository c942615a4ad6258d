package io.offerflow.signer.key;

import io.offerflow.ethereum.Address;
import io.offerflow.ethereum.PrivateKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/** The keys that are signed with. Safe for many threads; keys that a reload drops are wiped once nobody signs with them. */
public final class KeyRing implements AutoCloseable {
    private final KeySource source;
    private final Lock loading = new ReentrantLock();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private Map<Address, PrivateKey> keys = Map.of();

    /** Without keys until {@link #reload}. */
    public KeyRing(KeySource source) {
        this.source = source;
    }

    /**
     * Reads all keys again; those that are there go on signing meanwhile.
     *
     * @return how many there are now
     * @throws KeyLoadException when one of them cannot be loaded, and the former ones stay, or while another reload is under way: whoever
     *     queued up for seconds of work each would keep threads from signing
     */
    public int reload() throws KeyLoadException {
        if (!loading.tryLock()) {
            throw new KeyLoadException("another reload is under way");
        }
        try {
            Map<Address, PrivateKey> loaded = source.load();
            replace(loaded);
            return loaded.size();
        } finally {
            loading.unlock();
        }
    }

    public List<Address> addresses() {
        lock.readLock().lock();
        try {
            return List.copyOf(keys.keySet());
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Works with a key, which must not be kept; empty when there is no such key. */
    public <T> Optional<T> with(Address address, Function<PrivateKey, T> work) {
        lock.readLock().lock();
        try {
            return Optional.ofNullable(keys.get(address)).map(work);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() {
        replace(Map.of());
    }

    private void replace(Map<Address, PrivateKey> with) {
        lock.writeLock().lock();
        try {
            keys.values().forEach(PrivateKey::close);
            keys = with;
        } finally {
            lock.writeLock().unlock();
        }
    }
}
