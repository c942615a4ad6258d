package io.offerflow.dev.fault;

import java.io.IOException;

/** What a proxy answers where the answer must know the call, as with JSON-RPC, whose calls all have one path and whose errors have status 200. */
@FunctionalInterface
public interface Script {

    /**
     * May run for several calls at a time.
     *
     * @param body of the client's call
     * @throws IOException where there is to be no answer
     */
    Fault.Status answer(String body, Server server) throws IOException, InterruptedException;

    /** The server behind the proxy, asked with the client's method, path and headers. */
    @FunctionalInterface
    interface Server {
        /** The server's answer to this body; without its headers. */
        Fault.Status ask(String body) throws IOException, InterruptedException;
    }
}
