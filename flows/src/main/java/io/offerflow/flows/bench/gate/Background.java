package io.offerflow.flows.bench.gate;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Something that goes on meanwhile. */
record Background<T>(FutureTask<T> task) {

    static <T> Background<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().start(task);
        return new Background<>(task);
    }

    /** Waits for it. */
    T result() throws IOException, InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException failed) {
            throw new IOException("what went on in the background failed", failed.getCause());
        }
    }
}
