package io.offerflow.cluster.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointReplicasTest {

    @Test
    void readyEndpointsAreReplicasEachOnce() {
        assertThat(EndpointReplicas.ready(
                        List.of(slice("10.0.0.2", true), slice("10.0.0.1", true), slice("10.0.0.2", true))))
                .containsExactly(URI.create("http://10.0.0.1:8082"), URI.create("http://10.0.0.2:8082"));
    }

    @Test
    void unreadyEndpointsAreNotAskedAndSilenceCountsAsReady() {
        assertThat(EndpointReplicas.ready(List.of(slice("10.0.0.1", false), slice("10.0.0.2", null))))
                .containsExactly(URI.create("http://10.0.0.2:8082"));
    }

    @Test
    void addressesOfVersionSixAreBracketed() {
        assertThat(EndpointReplicas.ready(List.of(slice("fd00::1", true))))
                .containsExactly(URI.create("http://[fd00::1]:8082"));
    }

    @Test
    void aSliceWithoutEndpointsIsEmpty() {
        assertThat(EndpointReplicas.ready(List.of(new EndpointSlice()))).isEmpty();
    }

    private static EndpointSlice slice(String address, Boolean ready) {
        return new EndpointSliceBuilder()
                .addNewEndpoint()
                .withAddresses(address)
                .withNewConditions()
                .withReady(ready)
                .endConditions()
                .endEndpoint()
                .build();
    }
}
