package io.offerflow.dev.kube;

import java.util.Comparator;

/** Where an object stands within its kind; the namespace is empty for kinds of the whole cluster. Ordered as lists are. */
record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {

    private static final Comparator<ObjectKey> ORDER =
            Comparator.comparing(ObjectKey::namespace).thenComparing(ObjectKey::name);

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }
}
