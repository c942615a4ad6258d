package io.offerflow.dev.crds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.dev.crds.Api.Reply;
import io.offerflow.dev.kube.ApiServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Runs its guarantees on each of {@link ApiServer}, with our definitions, the stand-ins and a namespace {@code demo}. */
@ParameterizedClass
@EnumSource(ApiServer.class)
abstract class OnEachApiServer {

    private static final Duration ESTABLISHED = Duration.ofSeconds(20);

    static Api api;
    private static ApiServer.@Nullable Running server;

    @Parameter
    ApiServer kind;

    @BeforeParameterizedClassInvocation
    static void startWithOurKinds(ApiServer kind) {
        kind.absence().ifPresent(why -> {
            LoggerFactory.getLogger(OnEachApiServer.class).warn("the {} API server is left out: {}", kind, why);
            Assumptions.abort(why);
        });
        ApiServer.Running started = kind.start();
        server = started;
        api = new Api(started.kubeconfig());
        List<JsonNode> definitions = new ArrayList<>(Manifests.allOf(Manifests.DEFINITIONS));
        definitions.addAll(Manifests.allOf(Manifests.STAND_INS));
        definitions.forEach(OnEachApiServer::created);
        definitions.forEach(crd -> await().atMost(ESTABLISHED).until(() -> served(crd)));
        created(Manifests.parse("{apiVersion: v1, kind: Namespace, metadata: {name: demo}}"));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        ApiServer.Running started = server;
        if (started != null) {
            api.close();
            started.stop().run();
            server = null;
        }
    }

    static JsonNode created(JsonNode object) {
        Reply reply = api.create(object);
        assertAccepted(reply);
        return reply.body();
    }

    static void assertAccepted(Reply reply) {
        assertThat(reply.message()).isEmpty();
        assertThat(reply.code()).isBetween(200, 201);
    }

    private static boolean served(JsonNode crd) {
        return api.get("/apis/" + crd.at("/spec/group").asText() + "/"
                        + crd.at("/spec/versions/0/name").asText() + "/"
                        + crd.at("/spec/names/plural").asText())
                .accepted();
    }
}
