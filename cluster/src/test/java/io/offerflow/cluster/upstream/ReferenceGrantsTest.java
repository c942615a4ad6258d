package io.offerflow.cluster.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import org.junit.jupiter.api.Test;

class ReferenceGrantsTest {

    @Test
    void routesOrOffersOfTheNamespaceAreSources() {
        assertThat(source("gateway.networking.k8s.io", "HTTPRoute", "shop")).isTrue();
        assertThat(source("obol.org", "ServiceOffer", "shop")).isTrue();
    }

    @Test
    void otherKindsAndNamespacesAreNot() {
        assertThat(source("gateway.networking.k8s.io", "GRPCRoute", "shop")).isFalse();
        assertThat(source("", "HTTPRoute", "shop")).isFalse();
        assertThat(source("obol.org", "ServiceOffer", "other")).isFalse();
    }

    @Test
    void aGrantNamesAServiceOrAllOfThem() {
        assertThat(target("{\"group\":\"\",\"kind\":\"Service\",\"name\":\"api\"}"))
                .isTrue();
        assertThat(target("{\"group\":\"\",\"kind\":\"Service\"}")).isTrue();
        assertThat(target("{\"group\":\"\",\"kind\":\"Service\",\"name\":\"db\"}"))
                .isFalse();
        assertThat(target("{\"group\":\"\",\"kind\":\"Secret\"}")).isFalse();
        assertThat(target("{\"group\":\"mesh.io\",\"kind\":\"Service\"}")).isFalse();
    }

    private static boolean source(String group, String kind, String namespace) {
        return ReferenceGrants.namesSource(
                json("[{\"group\":\"" + group + "\",\"kind\":\"" + kind + "\",\"namespace\":\"" + namespace + "\"}]"),
                "shop");
    }

    private static boolean target(String to) {
        return ReferenceGrants.namesTarget(json("[" + to + "]"), "api");
    }

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
