package io.offerflow.dev.temporal;

import io.temporal.serviceclient.WorkflowServiceStubs;
import java.net.URI;
import java.util.Optional;

/** A Temporal server as the stack sees it. */
public interface TemporalBackend extends AutoCloseable {

    /** The namespace of all local runs. */
    String NAMESPACE = "offerflow";

    /** {@code embedded}, {@code real} or {@code given}. */
    String kind();

    /** For people and {@code dev.json}. */
    String version();

    /** Connected stubs, owned by the backend. */
    WorkflowServiceStubs stubs();

    /** Where other processes reach it, {@code host:port}; empty for the in-process server. */
    Optional<String> address();

    /** Its web UI, when it has one. */
    Optional<URI> ui();

    @Override
    void close();
}
