package io.offerflow.flows.kill;

import io.offerflow.dev.stack.ProcessRoles.Role;
import io.offerflow.flows.real.RealStack;
import java.io.IOException;

/** Who is killed. */
enum Victim {
    WATCHER(Role.WATCHER),
    WORKER(Role.WORKER),
    VERIFIER(Role.VERIFIER),
    TEMPORAL(null) {
        @Override
        void kill(RealStack real) throws InterruptedException {
            real.temporal().kill();
        }

        @Override
        void revive(RealStack real) throws IOException, InterruptedException {
            real.temporal().restart();
        }
    },
    API_SERVER(null) {
        @Override
        void kill(RealStack real) {
            real.kube().killApiServer();
        }

        @Override
        void revive(RealStack real) {
            real.kube().restartApiServer();
        }
    };

    private final Role role;

    Victim(Role role) {
        this.role = role;
    }

    /** As {@code kill -9} does. */
    void kill(RealStack real) throws IOException, InterruptedException {
        real.roles().kill(role);
    }

    /** Starts it again; returns when it says that it is ready. */
    void revive(RealStack real) throws IOException, InterruptedException {
        real.roles().launch(role);
        real.roles().awaitReady(role);
    }
}
