package io.offerflow.activities.offer;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.offerflow.activities.offer.StubApi.Answer;
import io.offerflow.activities.offer.StubApi.Asked;
import io.offerflow.api.Ref;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a Gateway can ask the gate. */
class ForwardAuthSupportTest {
    private static final Ref GATEWAY = new Ref("edge", "main");

    /** {@code controller} and {@code middlewares} empty for none, {@code gatewayClass} empty for no Gateway. */
    private static Answer answer(Asked asked, String gatewayClass, String controller, boolean middlewares) {
        if (asked.path().endsWith("/apis/traefik.io/v1alpha1")) {
            return middlewares
                    ? new Answer(
                            200,
                            "{\"kind\":\"APIResourceList\",\"apiVersion\":\"v1\",\"groupVersion\":\"traefik.io/v1alpha1\","
                                    + "\"resources\":[{\"name\":\"middlewares\",\"kind\":\"Middleware\",\"namespaced\":true,"
                                    + "\"singularName\":\"\",\"verbs\":[]}]}")
                    : Answer.status(404, "not found");
        }
        boolean gateway = asked.path().endsWith("/namespaces/edge/gateways/main");
        String value = gateway ? gatewayClass : controller;
        String field = gateway ? "gatewayClassName" : "controllerName";
        if (value.equals("forbidden")) {
            return Answer.status(403, "forbidden");
        }
        return value.isEmpty()
                ? Answer.status(404, "not found")
                : new Answer(
                        200,
                        "{\"apiVersion\":\"gateway.networking.k8s.io/v1\",\"kind\":\"X\",\"metadata\":{\"name\":\"x\"},"
                                + "\"spec\":{\"" + field + "\":\"" + value + "\"}}");
    }

    @ParameterizedTest
    @CsvSource({
        "traefik,traefik.io/gateway-controller,true,true",
        "custom,traefik.io/gateway-controller,true,true",
        "traefik,traefik.io/gateway-controller,false,false",
        "traefik,example.com/other,true,false",
        "envoy,gateway.envoyproxy.io/gatewayclass-controller,true,false",
        "traefik,'',true,true",
        "traefik,forbidden,true,true",
        "envoy,'',true,false",
        "'','',true,true",
    })
    void itIsTraefiksAndMiddlewaresAreServed(String name, String controller, boolean middlewares, boolean possible) {
        try (StubApi api = new StubApi(asked -> answer(asked, name, controller, middlewares));
                KubernetesClient client = api.client()) {
            assertThat(new ForwardAuthSupport(client, GATEWAY, () -> 0).possible())
                    .isEqualTo(possible);
        }
    }

    @Test
    void anAnswerIsGoodForHalfAMinute() {
        AtomicLong nanos = new AtomicLong();
        try (StubApi api = new StubApi(asked -> answer(asked, "traefik", "", true));
                KubernetesClient client = api.client()) {
            ForwardAuthSupport support = new ForwardAuthSupport(client, GATEWAY, nanos::get);
            support.possible();
            int first = api.asked().size();
            nanos.set(Duration.ofSeconds(30).toNanos());
            support.possible();
            assertThat(api.asked()).hasSize(first);
            nanos.incrementAndGet();
            support.possible();
            assertThat(api.asked()).hasSizeGreaterThan(first);
        }
    }
}
