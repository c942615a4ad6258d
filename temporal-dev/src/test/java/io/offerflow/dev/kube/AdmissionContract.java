package io.offerflow.dev.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.dev.kube.ApiUnderTest.Answer;
import org.junit.jupiter.api.Test;

/** Which objects are refused, and with which words. */
interface AdmissionContract extends ApiContract {
    @Test
    default void refusesWhatTheSchemaDoesNotAllowAndNamesEachCause() {
        Answer refused = api().createWidget("bad", "{\"price\":\"abc\",\"color\":\"green\",\"count\":0}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .startsWith("Widget.test.obol.org \"bad\" is invalid: [")
                .contains("spec.price: Invalid value: \"abc\": spec.price in body should match '^[0-9.]+$'")
                .contains("spec.color: Unsupported value: \"green\": supported values: \"red\", \"blue\"")
                .contains("spec.count: Invalid value: 0: spec.count in body should be greater than or equal to 1");
        assertThat(refused.body().at("/details/causes")).hasSizeGreaterThanOrEqualTo(3);
        assertThat(api().createWidget("bad", "{}").message())
                .isEqualTo(
                        "Widget.test.obol.org \"bad\" is invalid: [spec.price: Required value, <nil>: Invalid value: null: some "
                                + "validation rules were not checked because the object was invalid; correct the existing errors to "
                                + "complete validation]");
    }

    @Test
    default void celRulesRefuseWithTheirSentence() {
        Answer dear = api().createWidget("dear", "{\"price\":\"1000\"}");
        assertThat(dear.message())
                .isEqualTo(
                        "Widget.test.obol.org \"dear\" is invalid: spec.price: Invalid value: \"1000\": 1000 is dear");
        Answer pair = api().createWidget("pair", "{\"price\":\"1\",\"color\":\"red\",\"count\":2}");
        assertThat(pair.message())
                .isEqualTo("Widget.test.obol.org \"pair\" is invalid: spec: Invalid value: red widgets come in tens");
        api().createWidget("fixed", "{\"price\":\"1\",\"color\":\"blue\"}");
        Answer changed = api().merge(api().widget("fixed"), "{\"spec\":{\"color\":\"red\",\"count\":10}}");
        assertThat(changed.message())
                .isEqualTo(
                        "Widget.test.obol.org \"fixed\" is invalid: spec.color: Invalid value: \"red\": color is immutable");
        assertThat(api().merge(api().widget("fixed"), "{\"spec\":{\"price\":\"2\"}}")
                        .code())
                .isEqualTo(200);
    }

    @Test
    default void unknownFieldsAreRefusedWarnedOfOrDropped() {
        String body = "{\"apiVersion\":\"test.obol.org/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"typo\"},"
                + "\"spec\":{\"price\":\"1\",\"hostname\":\"x\"}}";
        Answer strict = api().create(api().widgets() + "?fieldValidation=Strict", body);
        assertThat(strict.code()).isEqualTo(400);
        assertThat(strict.message())
                .isEqualTo("Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: "
                        + "unknown field \"spec.hostname\"");
        Answer twice = api().create(
                        api().widgets() + "?fieldValidation=Strict",
                        body.replace("\"hostname\":\"x\"", "\"price\":\"2\""));
        assertThat(twice.message()).endsWith("strict decoding error: duplicate field \"spec.price\"");
        Answer lenient = api().create(api().widgets(), body);
        assertThat(lenient.code()).isEqualTo(201);
        assertThat(lenient.body().at("/spec").has("hostname")).isFalse();
        Answer applied = api().apply(api().widget("typo"), "me", true, body);
        assertThat(applied.code()).isEqualTo(500);
        assertThat(applied.message()).endsWith(".spec.hostname: field not declared in schema");
    }
}
