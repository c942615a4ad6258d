package io.offerflow.dev.temporal;

import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.net.URI;
import java.util.Optional;

/** A Temporal server of the user's, left running. */
public record GivenTemporal(WorkflowServiceStubs stubs, String target) implements TemporalBackend {

    public static GivenTemporal connect(String target) {
        return new GivenTemporal(
                WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                        .setTarget(target)
                        .validateAndBuildWithDefaults()),
                target);
    }

    @Override
    public String kind() {
        return "given";
    }

    @Override
    public String version() {
        return "temporal server "
                + stubs.blockingStub()
                        .getSystemInfo(GetSystemInfoRequest.getDefaultInstance())
                        .getServerVersion();
    }

    @Override
    public Optional<String> address() {
        return Optional.of(target);
    }

    @Override
    public Optional<URI> ui() {
        return Optional.empty();
    }

    @Override
    public void close() {
        stubs.shutdownNow();
    }
}
