package io.offerflow.dev.kube.real;

import io.offerflow.dev.process.FreePorts;
import java.util.List;

/** Ports on the loopback address, kept for the whole life of the servers so that a restarted API server is found again. */
record Ports(int etcd, int etcdPeer, int apiServer, int controllerManager) {

    static Ports free() {
        List<Integer> ports = FreePorts.take(4);
        return new Ports(ports.get(0), ports.get(1), ports.get(2), ports.get(3));
    }
}
