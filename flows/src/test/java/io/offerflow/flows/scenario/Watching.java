package io.offerflow.flows.scenario;

import io.fabric8.kubernetes.client.Watch;
import java.util.List;

/** Something happens while watches are open. */
final class Watching {
    private Watching() {}

    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    static void during(List<Watch> watches, Work work) throws Exception {
        try {
            work.run();
        } finally {
            watches.forEach(Watch::close);
        }
    }
}
