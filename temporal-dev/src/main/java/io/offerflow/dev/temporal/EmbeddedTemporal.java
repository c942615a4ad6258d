package io.offerflow.dev.temporal;

import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import io.temporal.testserver.TestServer.InProcessTestServer;
import java.net.URI;
import java.util.Optional;

/**
 * The SDK's in-process server over an in-process channel: its port-bound form would listen on all interfaces. Time skipping is locked,
 * for otherwise idle workflows run into their time-outs at once. It has no visibility queries and no UI.
 */
public final class EmbeddedTemporal implements TemporalBackend {
    private final InProcessTestServer server;
    private final WorkflowServiceStubs stubs;

    private EmbeddedTemporal(InProcessTestServer server) {
        this.server = server;
        this.stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setChannel(server.getChannel())
                .validateAndBuildWithDefaults());
    }

    public static EmbeddedTemporal start() {
        return new EmbeddedTemporal(TestServer.createServer(true));
    }

    @Override
    public String kind() {
        return "embedded";
    }

    @Override
    public String version() {
        String version = TestServer.class.getPackage().getImplementationVersion();
        return "temporal-test-server " + (version == null ? "of the SDK" : version);
    }

    @Override
    public WorkflowServiceStubs stubs() {
        return stubs;
    }

    @Override
    public Optional<String> address() {
        return Optional.empty();
    }

    @Override
    public Optional<URI> ui() {
        return Optional.empty();
    }

    @Override
    public void close() {
        stubs.shutdownNow();
        server.close();
    }
}
