package io.offerflow.dev.kube.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectSchemaTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static ObjectNode yaml(String text) {
        try {
            return (ObjectNode) YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectSchema withRule(String rule) {
        return ObjectSchema.compile(
                SchemaNode.of(yaml(
                        """
                type: object
                x-kubernetes-validations: [{rule: "%s", message: wrong}]
                properties:
                  name: {type: string}
                  namespace: {type: string}
                  count: {type: integer}
                  at: {type: string, format: date-time}
                  grace: {type: string, format: duration}
                  port: {x-kubernetes-int-or-string: true}
                  labels: {type: object, additionalProperties: {type: string}}
                  list: {type: array, items: {type: string}}
                """
                                .formatted(rule))),
                "schema");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "self.name.startsWith('a') ~ {name: abc} ~ {name: xbc}",
                "self.name.matches('^[a-c]+$') ~ {name: abc} ~ {name: abx}",
                "self.name.find('[0-9]+') == '12' ~ {name: a12b} ~ {name: ab}",
                "isURL(self.name) ~ {name: 'https://a.b/c'} ~ {name: 'a b'}",
                "self.name.lowerAscii() == 'abc' ~ {name: ABC} ~ {name: x}",
                "self.name.split(',').size() == 2 ~ {name: 'a,b'} ~ {name: a}",
                "!has(self.count) || self.count > 2 ~ {count: 3} ~ {count: 2}",
                "self.__namespace__ == 'x' ~ {namespace: x} ~ {namespace: y}",
                "self.at > timestamp('2026-01-01T00:00:00Z') ~ {at: '2026-02-01T00:00:00Z'} ~ {at: '2025-02-01T00:00:00Z'}",
                "self.grace <= duration('1h') ~ {grace: 59m} ~ {grace: 1h1m}",
                "type(self.port) == int ? self.port < 10 : self.port == 'web' ~ {port: web} ~ {port: 11}",
                "self.labels.all(k, k != 'bad') ~ {labels: {a: b}} ~ {labels: {bad: b}}",
                "self.list.exists_one(x, x == 'a') ~ {list: [a, b]} ~ {list: [a, a]}",
                "double(self.name) > 0.5 ~ {name: '0.6'} ~ {name: '0.4'}"
            })
    void rulesAreEvaluatedAsKubernetesDoes(String rule, String good, String bad) {
        ObjectSchema schema = withRule(rule);
        assertThat(schema.compileErrors()).isEmpty();
        assertThat(schema.validate(yaml(good), null)).isEmpty();
        assertThat(schema.validate(yaml(bad), null))
                .extracting(Violation::toString)
                .containsExactly("<nil>: Invalid value: wrong");
    }

    @Test
    void aRuleThatNamesAFieldTheSchemaDoesNotHaveDoesNotCompile() {
        List<Violation> errors = withRule("self.nmae == 'x'").compileErrors();
        assertThat(errors).hasSize(1);
        assertThat(errors.getFirst().field()).isEqualTo("schema.x-kubernetes-validations[0].rule");
        assertThat(errors.getFirst().message()).contains("compilation failed").contains("nmae");
    }

    @Test
    void transitionRulesAndUnchangedValuesOnlyCountOnUpdate() {
        ObjectSchema immutable = withRule("self.name == oldSelf.name");
        assertThat(immutable.validate(yaml("{name: a}"), null)).isEmpty();
        assertThat(immutable.validate(yaml("{name: b}"), yaml("{name: a}"))).hasSize(1);
        ObjectSchema stricter = withRule("self.name == 'new'");
        assertThat(stricter.validate(yaml("{name: old}"), yaml("{name: old}")))
                .as("what was stored before the rule stays writable")
                .isEmpty();
    }

    @Test
    void unknownFieldsArePrunedExceptWhereTheyArePreserved() {
        SchemaNode schema = SchemaNode.of(
                yaml(
                        """
                type: object
                properties:
                  a: {type: object, properties: {b: {type: string}}}
                  free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                  list: {type: array, items: {type: object, properties: {x: {type: string}}}}
                """));
        ObjectNode object = yaml("{a: {b: x, c: y}, free: {any: 1}, list: [{x: a, y: b}], z: 1}");
        assertThat(UnknownFields.prune(object, schema)).containsExactly("a.c", "list[0].y", "z");
        assertThat(object).isEqualTo(yaml("{a: {b: x}, free: {any: 1}, list: [{x: a}]}"));
    }

    @Test
    void defaultsFillGapsAndNullsOfFieldsThatMayNotBeNull() {
        SchemaNode schema = SchemaNode.of(
                yaml(
                        """
                type: object
                properties:
                  n: {type: integer, default: 3}
                  s: {type: string}
                  m: {type: string, nullable: true}
                  o: {type: object, default: {}, properties: {deep: {type: string, default: d}}}
                """));
        ObjectNode object = yaml("{n: null, s: null, m: null}");
        Defaults.apply(object, schema);
        assertThat(object).isEqualTo(yaml("{m: null, n: 3, o: {deep: d}}"));
    }
}
