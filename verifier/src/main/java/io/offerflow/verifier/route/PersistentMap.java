package io.offerflow.verifier.route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash map: a change gives a new map that shares all but a few nodes with the old one (a hash array mapped trie, 32 ways a
 * level). Keys and values are not null.
 */
final class PersistentMap<K, V> {
    private static final int BITS = 5;
    private static final int MASK = (1 << BITS) - 1;
    private static final int HASH_BITS = 32;
    private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(Node.EMPTY, 0);

    private final Node root;
    private final int size;

    private PersistentMap(Node root, int size) {
        this.root = root;
        this.size = size;
    }

    /** A slot of a node holds a node of the next level, one entry, or the entries whose hashes are all equal. */
    private sealed interface Slot permits Node, Entry, Clash {}

    private record Entry(Object key, int hash, Object value) implements Slot {}

    private record Clash(int hash, List<Entry> entries) implements Slot {}

    /** {@code bits} says which of the 32 ways are there; {@code slots} holds those, in order. */
    private static final class Node implements Slot {
        static final Node EMPTY = new Node(0, new Slot[0]);

        final int bits;
        final Slot[] slots;

        Node(int bits, Slot[] slots) {
            this.bits = bits;
            this.slots = slots;
        }

        int index(int bit) {
            return Integer.bitCount(bits & (bit - 1));
        }
    }

    @SuppressWarnings("unchecked") // An empty map holds nothing of any type.
    static <K, V> PersistentMap<K, V> empty() {
        return (PersistentMap<K, V>) EMPTY;
    }

    int size() {
        return size;
    }

    @SuppressWarnings("unchecked") // Only values of V are ever put.
    @Nullable
    V get(K key) {
        int hash = spread(key);
        Slot slot = root;
        for (int shift = 0; slot instanceof Node node; shift += BITS) {
            int bit = 1 << ((hash >>> shift) & MASK);
            if ((node.bits & bit) == 0) {
                return null;
            }
            slot = node.slots[node.index(bit)];
        }
        Entry entry = find(slot, hash, key);
        return entry == null ? null : (V) entry.value;
    }

    PersistentMap<K, V> with(K key, V value) {
        boolean added = get(key) == null;
        Node changed = put(root, 0, new Entry(key, spread(key), value));
        return new PersistentMap<>(changed, added ? size + 1 : size);
    }

    PersistentMap<K, V> without(K key) {
        if (get(key) == null) {
            return this;
        }
        Slot left = cut(root, 0, spread(key), key);
        return left instanceof Node node ? new PersistentMap<>(node, size - 1) : empty();
    }

    @SuppressWarnings("unchecked") // Only keys of K and values of V are ever put.
    void forEach(BiConsumer<K, V> action) {
        each(root, entry -> action.accept((K) entry.key, (V) entry.value));
    }

    private interface EntryAction {
        void take(Entry entry);
    }

    private static void each(Slot slot, EntryAction action) {
        switch (slot) {
            case Node node -> {
                for (Slot child : node.slots) {
                    each(child, action);
                }
            }
            case Entry entry -> action.take(entry);
            case Clash clash -> clash.entries.forEach(action::take);
        }
    }

    private static @Nullable Entry find(Slot slot, int hash, Object key) {
        if (slot instanceof Entry entry) {
            return entry.hash == hash && entry.key.equals(key) ? entry : null;
        }
        if (slot instanceof Clash clash && clash.hash == hash) {
            for (Entry entry : clash.entries) {
                if (entry.key.equals(key)) {
                    return entry;
                }
            }
        }
        return null;
    }

    private static Node put(Node node, int shift, Entry entry) {
        int bit = 1 << ((entry.hash >>> shift) & MASK);
        int index = node.index(bit);
        if ((node.bits & bit) == 0) {
            Slot[] slots = new Slot[node.slots.length + 1];
            System.arraycopy(node.slots, 0, slots, 0, index);
            slots[index] = entry;
            System.arraycopy(node.slots, index, slots, index + 1, node.slots.length - index);
            return new Node(node.bits | bit, slots);
        }
        Slot[] slots = node.slots.clone();
        slots[index] = merged(node.slots[index], shift + BITS, entry);
        return new Node(node.bits, slots);
    }

    private static Slot merged(Slot slot, int shift, Entry entry) {
        return switch (slot) {
            case Node node -> put(node, shift, entry);
            case Entry old -> {
                if (old.key.equals(entry.key)) {
                    yield entry;
                }
                yield old.hash == entry.hash
                        ? new Clash(entry.hash, List.of(old, entry))
                        : split(old, old.hash, shift, entry);
            }
            case Clash clash ->
                clash.hash == entry.hash ? joined(clash, entry) : split(clash, clash.hash, shift, entry);
        };
    }

    private static Clash joined(Clash clash, Entry entry) {
        List<Entry> entries = new ArrayList<>(clash.entries);
        entries.removeIf(old -> old.key.equals(entry.key));
        entries.add(entry);
        return new Clash(entry.hash, List.copyOf(entries));
    }

    /** Hashes differ, so some level within their 32 bits tells them apart. */
    private static Node split(Slot old, int oldHash, int shift, Entry entry) {
        if (shift >= HASH_BITS) {
            throw new IllegalStateException("different hashes differ in some bit");
        }
        int bit = 1 << ((oldHash >>> shift) & MASK);
        return put(new Node(bit, new Slot[] {old}), shift, entry);
    }

    /** What is left of the slot without the key, or null when nothing is. The key is there. */
    private static @Nullable Slot cut(Slot slot, int shift, int hash, Object key) {
        return switch (slot) {
            case Entry entry -> null;
            case Clash clash -> {
                List<Entry> left = clash.entries.stream()
                        .filter(entry -> !entry.key.equals(key))
                        .toList();
                yield left.size() == 1 ? left.getFirst() : new Clash(hash, left);
            }
            case Node node -> {
                int bit = 1 << ((hash >>> shift) & MASK);
                int index = node.index(bit);
                Slot left = cut(node.slots[index], shift + BITS, hash, key);
                yield left == null ? drop(node, bit, index) : replace(node, index, left);
            }
        };
    }

    private static @Nullable Slot drop(Node node, int bit, int index) {
        if (node.slots.length == 1) {
            return null;
        }
        Slot[] slots = Arrays.copyOf(node.slots, node.slots.length - 1);
        System.arraycopy(node.slots, index + 1, slots, index, slots.length - index);
        return new Node(node.bits & ~bit, slots);
    }

    private static Slot replace(Node node, int index, Slot left) {
        Slot[] slots = node.slots.clone();
        slots[index] = left;
        return new Node(node.bits, slots);
    }

    /** Hashes of texts differ mostly in their low bits; the upper ones help the first level. */
    private static int spread(Object key) {
        int hash = key.hashCode();
        return hash ^ (hash >>> 16);
    }
}
