package io.offerflow.dev.kube;

import java.time.InstantSource;

/**
 * How to start a {@link KubeServer}.
 *
 * @param port on 127.0.0.1; 0 takes any free one
 * @param clock gives creation, deletion and transition times
 */
public record KubeServerOptions(int port, InstantSource clock) {

    public static KubeServerOptions defaults() {
        return new KubeServerOptions(0, InstantSource.system());
    }
}
