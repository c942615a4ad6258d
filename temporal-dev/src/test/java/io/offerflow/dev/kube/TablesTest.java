package io.offerflow.dev.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablesTest {

    @ParameterizedTest
    @CsvSource({
        "0,0s",
        "119,119s",
        "120,2m",
        "185,3m5s",
        "599,9m59s",
        "600,10m",
        "10799,179m",
        "10800,3h",
        "18720,5h12m",
        "28800,8h",
        "172799,47h",
        "172800,2d",
        "180000,2d2h",
        "691200,8d",
        "63072000,2y",
        "-5,<invalid>"
    })
    void agesReadAsKubectlWritesThem(long seconds, String text) {
        assertThat(Tables.human(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ".spec.price | \"1\"",
                ".status.conditions[?(@.type==\"Ready\")].status | \"True\"",
                ".status.conditions[?(@.type!=\"Ready\")].status | \"False\"",
                ".status.conditions[1].type | \"Ready\"",
                ".status.conditions[-1].type | \"Ready\"",
                ".status.conditions[*].type | \"A\"",
                ".status..type | \"A\"",
                ".spec..price | \"1\"",
                ".metadata.labels['a.b/c'] | \"d\"",
                ".metadata.labels.a\\.b/c | \"d\""
            })
    void printerColumnPathsFindTheirValue(String path, String first) throws IOException {
        JsonNode object = new ObjectMapper()
                .readTree(
                        "{\"metadata\":{\"labels\":{\"a.b/c\":\"d\"}},\"spec\":{\"price\":\"1\"},\"status\":{\"conditions\":"
                                + "[{\"type\":\"A\",\"status\":\"False\"},{\"type\":\"Ready\",\"status\":\"True\"}]}}");
        assertThat(JsonPath.find(path, object).getFirst().toString()).isEqualTo(first);
    }

    @Test
    void aPathThatIsNotThereFindsNothing() {
        assertThat(JsonPath.find(".spec.nope[0].x", Json.object())).isEmpty();
        assertThat(JsonPath.find("spec..price", Json.object())).isEmpty();
    }
}
