package io.offerflow.activities.object;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.ServiceOfferStatus.AgentResolution;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusWriterTest {

    @Test
    void everyKnownKeyIsWrittenAndAbsentOnesAreRemoved() {
        ObjectNode patch = StatusWriter.merge(ServiceOfferStatus.EMPTY);
        assertThat(patch.path("observedGeneration").asLong(-1)).isZero();
        for (String key : List.of(
                "phase",
                "conditions",
                "endpoint",
                "price",
                "drainEndsAt",
                "agentId",
                "registrationTxHash",
                "agentResolution",
                "lastHandledReconcileAt")) {
            assertThat(patch.path(key).isNull()).as(key).isTrue();
        }
    }

    @Test
    void whatTheAgentNoLongerHasIsRemovedInsideItsResolution() {
        ServiceOfferStatus status = new ServiceOfferStatus(
                null,
                1,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                new AgentResolution("m", List.of(), null, null),
                null);
        ObjectNode patch = StatusWriter.merge(status);
        assertThat(patch.at("/agentResolution/model").asText()).isEqualTo("m");
        assertThat(patch.at("/agentResolution/runtime").isNull()).isTrue();
        assertThat(patch.at("/agentResolution/skills").isNull()).isTrue();
    }
}
