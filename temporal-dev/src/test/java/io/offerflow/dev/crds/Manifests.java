package io.offerflow.dev.crds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The YAML files of {@code deploy}, as JSON trees. */
final class Manifests {

    static final Path DEFINITIONS = Path.of("../deploy/crds");
    static final Path SAMPLES = Path.of("../deploy/samples");
    static final Path BAD_SAMPLES = SAMPLES.resolve("bad");
    static final Path STAND_INS = Path.of("src/main/resources/io/offerflow/dev/crds");

    private static final String EXPECT = "# expect: ";
    private static final YAMLMapper YAML = new YAMLMapper();

    private Manifests() {}

    /** Files of {@code folder}, by name, as kubectl reads them. */
    static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<JsonNode> documents(Path file) {
        try {
            return YAML.readerFor(JsonNode.class)
                    .<JsonNode>readValues(file.toFile())
                    .readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    static List<JsonNode> allOf(Path folder) {
        return files(folder).stream().flatMap(file -> documents(file).stream()).toList();
    }

    static JsonNode parse(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(yaml, e);
        }
    }

    /** The part of the API server's answer that the first line of a bad sample announces. */
    static String expected(Path badSample) {
        try (Stream<String> lines = Files.lines(badSample)) {
            return lines.findFirst()
                    .filter(line -> line.startsWith(EXPECT))
                    .orElseThrow(() -> new IllegalStateException(badSample + " does not begin with " + EXPECT))
                    .substring(EXPECT.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
