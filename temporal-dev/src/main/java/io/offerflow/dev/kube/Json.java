package io.offerflow.dev.kube;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The JSON trees that everything here is made of. Stored trees are never changed in place. */
final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .nodeFactory(new WholeNumbers())
            .build();
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final ObjectMapper YAML =
            YAMLMapper.builder().nodeFactory(new WholeNumbers()).build();

    /** Go writes 1.0 as 1, so a real API server shows no trace of the fraction, and 1 is no change of it. */
    private static final class WholeNumbers extends JsonNodeFactory {
        private static final long serialVersionUID = 1L;
        private static final double EXACT = 1L << 53;

        @Override
        public NumericNode numberNode(double value) {
            return value == Math.rint(value) && Math.abs(value) <= EXACT
                    ? number((long) value)
                    : super.numberNode(value);
        }
    }

    /** A body that is not what it claims to be. */
    static final class Malformed extends Exception {

        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static JsonNode read(byte[] body, boolean yaml) throws Malformed {
        try {
            JsonNode tree = yaml ? YAML.readTree(body) : MAPPER.readTree(body);
            if (tree == null || tree.isMissingNode()) {
                throw new Malformed("unexpected end of JSON input");
            }
            return tree;
        } catch (JacksonException e) {
            throw new Malformed(e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The dotted path of the first doubled field, or empty. */
    static String duplicateField(byte[] body) {
        try {
            STRICT.readTree(body);
            return "";
        } catch (JsonProcessingException e) {
            return e.getProcessor() instanceof JsonParser parser
                    ? parser.getParsingContext()
                            .pathAsPointer()
                            .toString()
                            .substring(1)
                            .replace('/', '.')
                    : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String yaml(JsonNode node) {
        try {
            return YAML.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A resource of our own, in which anchors are allowed. */
    static JsonNode resource(String name) {
        try (InputStream in = Json.class.getResourceAsStream(name)) {
            Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            return MAPPER.readTree(MAPPER.writeValueAsBytes(loaded));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An integer in the form the parser gives it, so that trees can be compared. */
    static NumericNode number(long value) {
        return value == (int) value
                ? JsonNodeFactory.instance.numberNode((int) value)
                : JsonNodeFactory.instance.numberNode(value);
    }

    static String text(JsonNode object, String... path) {
        JsonNode node = object;
        for (String step : path) {
            node = node.path(step);
        }
        return node.asText("");
    }
}
