package io.offerflow.verifier.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;

/** Sends one request to an upstream and waits for the head of its answer. */
public interface Upstream {

    /** @param body whole; empty for none */
    record Call(String method, URI uri, List<HeaderLine> headers, byte[] body) {}

    /** @param body to be closed by whoever got the reply */
    record Reply(int status, List<HeaderLine> headers, InputStream body) {}

    /** @throws IOException when no answer came; whether the upstream did the work is then unknown */
    Reply send(Call call) throws IOException, InterruptedException;
}
