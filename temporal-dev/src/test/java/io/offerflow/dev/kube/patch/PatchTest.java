package io.offerflow.dev.kube.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.offerflow.dev.kube.schema.SchemaNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void mergePatchReplacesListsAndRemovesNulls() {
        assertThat(MergePatch.apply(yaml("{a: {b: 1, c: 2}, l: [1]}"), yaml("{a: {b: null, d: {e: null}}, l: [2]}")))
                .isEqualTo(yaml("{a: {c: 2, d: {}}, l: [2]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{op: add, path: /l/0, value: 0}] | {a: {b: 1}, l: [0, 1, 2]}",
                "[{op: add, path: /l/-, value: 3}] | {a: {b: 1}, l: [1, 2, 3]}",
                "[{op: replace, path: /l/1, value: 9}] | {a: {b: 1}, l: [1, 9]}",
                "[{op: remove, path: /l/0}] | {a: {b: 1}, l: [2]}",
                "[{op: move, from: /a/b, path: /c}] | {a: {}, l: [1, 2], c: 1}",
                "[{op: copy, from: /a, path: /c}] | {a: {b: 1}, l: [1, 2], c: {b: 1}}",
                "[{op: add, path: /x~1y, value: 1}] | {a: {b: 1}, l: [1, 2], x/y: 1}"
            })
    void jsonPatchOperations(String patch, String result) throws PatchFailure {
        JsonNode target = yaml("{a: {b: 1}, l: [1, 2]}");
        assertThat(JsonPatch.apply(target, yaml(patch))).isEqualTo(yaml(result));
        assertThat(target).as("the target is left alone").isEqualTo(yaml("{a: {b: 1}, l: [1, 2]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{op: test, path: /a/b, value: 2}]",
                "[{op: remove, path: /nope}]",
                "[{op: replace, path: /nope, value: 1}]",
                "[{op: add, path: /nope/x, value: 1}]",
                "[{op: add, path: /l/9, value: 1}]",
                "[{op: jump, path: /a}]",
                "{}"
            })
    void jsonPatchThatDoesNotFitIsRefused(String patch) {
        assertThatThrownBy(() -> JsonPatch.apply(yaml("{a: {b: 1}, l: [1, 2]}"), yaml(patch)))
                .isInstanceOf(PatchFailure.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{c: [{name: b, v: 2}, {name: c}]} | {c: [{name: a}, {name: b, v: 2}, {name: c}], f: [x, y]}",
                "{c: [{name: a, $patch: delete}]} | {c: [{name: b, v: 1}], f: [x, y]}",
                "{c: [{$patch: replace}, {name: z}]} | {c: [{name: z}], f: [x, y]}",
                "{f: [y, z], $setElementOrder/f: [x, y, z]} | {c: [{name: a}, {name: b, v: 1}], f: [x, y, z]}",
                "{$deleteFromPrimitiveList/f: [x]} | {c: [{name: a}, {name: b, v: 1}], f: [y]}",
                "{$retainKeys: [f]} | {f: [x, y]}",
                "{c: null} | {f: [x, y]}"
            })
    void strategicMergePatchFollowsTheSchema(String patch, String result) throws PatchFailure {
        SchemaNode schema = SchemaNode.of(
                yaml(
                        """
                type: object
                properties:
                  c:
                    type: array
                    x-kubernetes-patch-strategy: merge
                    x-kubernetes-patch-merge-key: name
                    items: {type: object, properties: {name: {type: string}}}
                  f: {type: array, x-kubernetes-patch-strategy: merge, items: {type: string}}
                """));
        JsonNode target = yaml("{c: [{name: a}, {name: b, v: 1}], f: [x, y]}");
        assertThat(StrategicMergePatch.apply(target, (ObjectNode) yaml(patch), schema))
                .isEqualTo(yaml(result));
    }
}
