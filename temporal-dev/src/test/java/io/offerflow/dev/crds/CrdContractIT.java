package io.offerflow.dev.crds;

import static io.offerflow.dev.crds.Objects.agent;
import static io.offerflow.dev.crds.Objects.offer;
import static io.offerflow.dev.crds.Objects.paidIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.Drain;
import io.offerflow.api.Json;
import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.chain.Chain;
import io.offerflow.api.chain.Chains;
import io.offerflow.api.path.OfferPath;
import io.offerflow.api.path.RoutePath;
import io.offerflow.api.route.RefusedException;
import io.offerflow.dev.crds.Api.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which objects of our kinds an API server accepts, and what it says to the others. */
class CrdContractIT extends OnEachApiServer {

    static Stream<JsonNode> goodSamples() {
        return Manifests.allOf(Manifests.SAMPLES).stream()
                .filter(object -> !object.path("kind").asText().equals("Namespace"));
    }

    static Stream<Path> badSamples() {
        return Manifests.files(Manifests.BAD_SAMPLES).stream();
    }

    @ParameterizedTest
    @MethodSource("goodSamples")
    void everyGoodSampleIsAccepted(JsonNode sample) {
        assertAccepted(api.create(sample));
    }

    @Test
    void theFirstOfferOfTheReadmeIsAccepted() throws IOException {
        Matcher block =
                Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of("../README.md")));
        assertThat(block.find()).isTrue();
        JsonNode offer = Manifests.parse(block.group(1));
        ((ObjectNode) offer.path("metadata")).put("name", "first-of-the-readme");
        assertAccepted(api.create(offer));
    }

    @ParameterizedTest
    @MethodSource("badSamples")
    void everyBadSampleIsRefusedWithItsSentence(Path file) {
        List<JsonNode> documents = Manifests.documents(file);
        assertThat(documents).hasSize(1);
        Reply reply = api.create(documents.getFirst());
        assertThat(reply.message()).contains(Manifests.expected(file));
        assertThat(reply.code()).isIn(400, 422);
        assertThat(api.get(documents.getFirst()).code()).isEqualTo(404);
    }

    @Test
    void whatIsLeftOutIsFilledWithItsDefault() {
        JsonNode spec = created(offer("defaults", "{}")).path("spec");
        assertThat(spec.path("type").asText()).isEqualTo("http");
        assertThat(spec.path("paused").isBoolean()).isTrue();
        assertThat(spec.at("/upstream/port").asInt()).isEqualTo(11434);
        assertThat(spec.at("/upstream/healthPath").asText()).isEqualTo("/health");
        assertThat(spec.at("/payment/scheme").asText()).isEqualTo("exact");
        assertThat(spec.at("/payment/maxTimeoutSeconds").asInt()).isEqualTo(300);
        assertThat(spec.path("gate").asText()).isEqualTo("Auto");
        assertThat(spec.has("settlement")).isFalse();
        JsonNode routed = created(offer("routed", "{routes: [{path: /a}]}")).path("spec");
        assertThat(routed.at("/routes/0/gate").asText()).isEqualTo("paid");
        JsonNode agent = created(agent("defaults", "{wallet: {create: true}}")).path("spec");
        assertThat(agent.path("runtime").asText()).isEqualTo("hermes");
        assertThat(agent.at("/wallet/deletionPolicy").asText()).isEqualTo("Retain");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/services/hello",
                "/services/hello/",
                "/services/hello/v1.2",
                "/apis",
                "/api-v1",
                "/rpcs/base",
                "/health",
                "/verifyme",
                "/openapi.jsonl",
                "/.hidden",
                "/...",
                "/a..b/_-"
            })
    void pathsBesideTheReservedOnesAreAccepted(String path) {
        assertAccepted(api.create(offer("path-" + Integer.toHexString(path.hashCode()), "{path: '" + path + "'}")));
        assertThatCode(() -> OfferPath.check(path.replaceAll("/$", ""))).doesNotThrowAnyException();
    }

    @Test
    void everyPathThatAdmissionRefusesIsRefusedByTheGateToo() {
        List<String> refused = badSamples()
                .filter(file -> file.getFileName().toString().startsWith("path-"))
                .map(file ->
                        Manifests.documents(file).getFirst().at("/spec/path").asText())
                .toList();
        assertThat(refused).hasSizeGreaterThan(20).allSatisfy(path -> assertThatCode(() -> OfferPath.check(path))
                .as(path)
                .isNotNull());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/*", "/v1/models", "/v1/", "/models-*/info", "/a/*/b/*", "/authors", "/...", "/a.b_c-d"})
    void pathsOfRoutesAreAcceptedAsTheGateReadsThem(String path) {
        assertAccepted(api.create(
                offer("part-" + Integer.toHexString(path.hashCode()), "{routes: [{path: '" + path + "'}]}")));
        assertThatCode(() -> RoutePath.of("spec.routes[0].path", path)).doesNotThrowAnyException();
    }

    @Test
    void everyPathOfARouteThatAdmissionRefusesIsRefusedByTheGateToo() {
        assertThat(badSamples()
                        .filter(file -> file.getFileName().toString().startsWith("routes-path-"))
                        .filter(file -> !file.getFileName().toString().contains("twice"))
                        .map(file -> Manifests.documents(file)
                                .getFirst()
                                .at("/spec/routes/0/path")
                                .asText()))
                .hasSizeGreaterThan(7)
                .allSatisfy(path -> assertThatThrownBy(() -> RoutePath.of("spec.routes[0].path", path))
                        .as(path)
                        .isInstanceOf(RefusedException.class));
    }

    @ParameterizedTest
    @CsvSource({
        "2h,true",
        "90s,true",
        "1h30m,true",
        "1h0m1s,true",
        "15m,true",
        "0,true",
        "0s,true",
        "500ms,true",
        "999999h,true",
        "1000000h,false",
        "30m1h,false",
        "1.5h,false",
        "00,false",
        "10,false",
        "1us,false",
    })
    void admissionAcceptsExactlyTheGracePeriodsThatTheControllerCanRead(String grace, boolean readable) {
        String spec = "{drainAt: '2030-01-01T00:00:00Z', drainGracePeriod: '" + grace + "'}";
        ObjectNode offer = offer("grace-" + Integer.toHexString(grace.hashCode()), spec);
        ServiceOfferSpec read = Json.mapper().convertValue(offer.path("spec"), ServiceOfferSpec.class);
        Drain unreadable = new Drain(Instant.parse("2030-01-01T01:00:00Z"));

        assertThat(api.create(offer).accepted()).isEqualTo(readable);
        assertThat(unreadable.equals(Drain.of(read)))
                .as("taken for the default")
                .isNotEqualTo(readable);
    }

    @ParameterizedTest
    @CsvSource({
        "perRequest,1",
        "perRequest,0.000001",
        "perRequest,007.50",
        "perMTok,0.000000000000000001",
        "perHour,999"
    })
    void plainDecimalsAreAccepted(String model, String price) {
        ObjectNode offer = offer("price-" + Integer.toHexString((model + price).hashCode()), "{}");
        ((ObjectNode) offer.at("/spec/payment")).putObject("price").put(model, price);
        assertAccepted(api.create(offer));
    }

    @Test
    void theUsdcOfEachNetworkNeedsNothingBesideItsAddress() {
        List<Chain> chains = Chains.all();
        for (int i = 0; i < chains.size(); i++) {
            Chain chain = chains.get(i);
            Chain other = chains.get((i + 1) % chains.size());
            for (String network : List.of(chain.legacyName(), chain.caip2())) {
                String name = "usdc-" + network.replace(':', '-');
                assertAccepted(api.create(paidIn(name, network, chain.usdc().address())));
                assertThat(api.create(paidIn(name, network, other.usdc().address()))
                                .message())
                        .contains("is not the USDC of " + network);
            }
        }
    }
}
