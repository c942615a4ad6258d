package io.offerflow.flows.bench.gate;

import java.io.IOException;

/**
 * What is measured without requests.
 *
 * @param signatureNanos processor time of one signature check
 * @param changeNanos until a change among 100,000 offers is seen by requests
 * @param heapBytes that those offers take
 */
record Micro(long signatureNanos, long changeNanos, long heapBytes) {
    private static final String OFFERS = "100000";

    static Micro measure() throws IOException, InterruptedException {
        long signature = Long.parseLong(Pinned.output(Pinned.SERVER, SignatureProcess.class));
        String[] routes =
                Pinned.output(Pinned.SERVER, RoutesProcess.class, OFFERS).split(" ");
        return new Micro(signature, Long.parseLong(routes[0]), Long.parseLong(routes[1]));
    }
}
