package io.offerflow.dev.kube.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports on the loopback address, kept for the whole life of the servers so that a restarted API server is found again. */
record Ports(int etcd, int etcdPeer, int apiServer, int controllerManager) {

    /** Four ports that were free a moment ago; all are held at once, so that they differ. */
    static Ports free() {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : held) {
                socket.close();
            }
            return new Ports(ports.get(0), ports.get(1), ports.get(2), ports.get(3));
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on the loopback address", e);
        }
    }
}
