package io.offerflow.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Json;
import io.offerflow.cluster.ServiceOfferReader.Readable;
import io.offerflow.cluster.ServiceOfferReader.Unreadable;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceOfferReaderTest {
    private static final String METADATA =
            """
            "metadata":{"namespace":"shop","name":"echo","uid":"u1","generation":3,
              "creationTimestamp":"2026-01-02T03:04:05Z","finalizers":["monetize.obol.org/finalizer"]}""";

    private static JsonNode object(String rest) throws Exception {
        return Json.mapper().readTree("{\"kind\":\"ServiceOffer\"," + METADATA + rest + "}");
    }

    private static Unreadable unreadable(String rest) throws Exception {
        return (Unreadable) ServiceOfferReader.read(object(rest));
    }

    @Test
    void readsWhatAnInformerHolds() throws Exception {
        GenericKubernetesResource resource = Json.mapper()
                .treeToValue(
                        object(
                                ",\"spec\":{\"path\":\"/services/x\",\"payment\":{\"price\":{\"perRequest\":\"0.001\"}}}"),
                        GenericKubernetesResource.class);
        Readable read = (Readable) ServiceOfferReader.read(resource);
        assertThat(read.offer().ref()).hasToString("shop/echo");
        assertThat(read.offer().effectivePath()).isEqualTo("/services/x");
        assertThat(read.metadata().creationTimestamp()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(read.offer().spec().payment().price().perRequest()).isEqualTo("0.001");
    }

    @Test
    void anObjectWithoutSpecIsReadableAndEmpty() throws Exception {
        assertThat(ServiceOfferReader.read(object(""))).isInstanceOf(Readable.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'upstream':{'port':'http'}}|spec.upstream.port \"http\" cannot be read as a whole number",
                "{'drainAt':'tomorrow'}|spec.drainAt \"tomorrow\" cannot be read as a time like 2030-01-31T12:00:00Z",
                "{'payment':[1]}|spec.payment has a form that cannot be read",
                "{'registration':{'services':[{'name':['x']}]}}|spec.registration.services[0].name has a form that cannot be read",
                "7|spec has a form that cannot be read",
            })
    void anUnreadableSpecNamesItsField(String spec, String sentence) throws Exception {
        Unreadable outcome = unreadable(",\"spec\":" + spec.replace('\'', '"'));
        assertThat(outcome.message()).isEqualTo(sentence);
        assertThat(outcome.metadata().ref()).hasToString("shop/echo");
        assertThat(outcome.metadata().generation()).isEqualTo(3);
    }

    @Test
    void aBrokenSpecStillTellsItsPath() throws Exception {
        assertThat(unreadable(",\"spec\":{\"path\":\"/services/x\",\"upstream\":7}")
                        .path())
                .isEqualTo("/services/x");
    }

    @Test
    void aLongValueIsCutInTheSentence() throws Exception {
        String message = unreadable(",\"spec\":{\"upstream\":{\"port\":\"" + "9".repeat(500) + "x\"}}")
                .message();
        assertThat(message).hasSizeLessThan(150).contains("…");
    }

    @Test
    void aStatusOfAnotherVersionDoesNotHideTheSpec() throws Exception {
        Readable read = (Readable) ServiceOfferReader.read(object(",\"spec\":{},\"status\":{\"phase\":\"Sleeping\"}"));
        assertThat(read.offer().status()).isNull();
    }

    @Test
    void oddMetadataKeepsTheIdentity() throws Exception {
        JsonNode odd = Json.mapper()
                .readTree("{\"metadata\":{\"namespace\":\"shop\",\"name\":\"echo\",\"creationTimestamp\":\"never\"}}");
        assertThat(ServiceOfferReader.read(odd).metadata().ref()).hasToString("shop/echo");
    }
}
