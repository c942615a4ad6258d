package io.offerflow.dev.stack;

import io.offerflow.dev.process.FreePorts;
import java.util.List;

/** Loopback ports of a local run. */
public record DevPorts(
        int verify,
        int proxy,
        int gateway,
        int verifierAdmin,
        int watcher,
        int worker,
        int facilitator,
        int upstream,
        int kube,
        int temporal,
        int temporalUi) {

    /** The well-known ports, each shifted by {@code base}. */
    public static DevPorts shifted(int base) {
        return new DevPorts(
                8080 + base,
                8083 + base,
                8081 + base,
                8082 + base,
                8090 + base,
                8091 + base,
                8092 + base,
                8093 + base,
                8094 + base,
                7233 + base,
                8233 + base);
    }

    /** Whatever is free. */
    public static DevPorts free() {
        List<Integer> p = FreePorts.take(11);
        return new DevPorts(
                p.get(0), p.get(1), p.get(2), p.get(3), p.get(4), p.get(5), p.get(6), p.get(7), p.get(8), p.get(9),
                p.get(10));
    }
}
