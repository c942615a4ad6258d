package io.offerflow.api.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import org.junit.jupiter.api.Test;

class RegistrationJsonTest {

    @Test
    void a_status_of_the_reference_is_read_and_id_0_is_an_id() throws Exception {
        AgentIdentity.Status status = Json.mapper()
                .readValue(
                        """
                        {"registrations": [{"chain": "Base-Sepolia", "agentId": "0"},
                                           {"chain": "base", "agentId": "9223372036854775809"}], "later": 1}""",
                        AgentIdentity.Status.class);

        assertThat(status.on(RegistryChain.find("eip155:84532").orElseThrow())
                        .orElseThrow()
                        .agentId())
                .isEqualTo("0");
        assertThat(status.on(RegistryChain.find("base-mainnet").orElseThrow())
                        .orElseThrow()
                        .agentId())
                .isEqualTo("9223372036854775809");
        assertThat(Json.mapper().writeValueAsString(status)).contains("\"agentId\":\"0\"");
    }

    @Test
    void a_request_of_an_offer_mirrors_and_one_with_an_endpoint_stands_alone() throws Exception {
        RegistrationRequest.Spec offered = Json.mapper()
                .readValue(
                        """
                        {"serviceOfferName": "quant", "serviceOfferNamespace": "shop", "desiredState": "Active"}""",
                        RegistrationRequest.Spec.class);
        RegistrationRequest.Spec alone = Json.mapper()
                .readValue(
                        """
                        {"endpoint": "https://a.example", "name": "a", "chain": "base"}""",
                        RegistrationRequest.Spec.class);

        assertThat(offered.offer()).isEqualTo(new Ref("shop", "quant"));
        assertThat(offered.standsAlone()).isFalse();
        assertThat(alone.standsAlone()).isTrue();
    }
}
