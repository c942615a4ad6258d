package io.offerflow.flows.bench.gate;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is asked.
 *
 * @param status of every answer
 * @param script makes each request another one; empty where all are the same
 */
record Case(String path, Map<String, String> headers, int status, Optional<Script> script) {
    static final String URI_HEADER = "X-Forwarded-Uri";
    static final String PAYMENT_HEADER = "PAYMENT-SIGNATURE";

    static final Case UNPAID = of(0);
    static final Case FREE = new Case("/verify", Map.of(URI_HEADER, "/free"), 200, Optional.empty());
    static final Case UNDECODABLE = UNPAID.with(PAYMENT_HEADER, "!!!this-is-no-payment!!!");

    /** One offer, without paying. */
    static Case of(int offer) {
        Map<String, String> headers = Map.of(URI_HEADER, "/services/s" + offer + "/data");
        return new Case("/verify/bench/s" + offer, headers, 402, Optional.empty());
    }

    Case with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Case(path, more, status, script);
    }

    Case answered(int other) {
        return new Case(path, headers, other, script);
    }

    Case scripted(Script other) {
        return new Case(path, headers, status, Optional.of(other));
    }

    URI url(Pinned server) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}
