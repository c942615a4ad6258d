package io.offerflow.dev.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.offerflow.dev.Main;
import io.offerflow.dev.temporal.TemporalBackend;
import io.offerflow.workflows.ObolSearchAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents tell people to type exists. */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of("..");
    private static final Path COMPOSE = ROOT.resolve("temporal-dev/docker-compose.yml");
    private static final Pattern COMMAND = Pattern.compile("\\./offerflow( [^`#\\n]*)?");
    /** In running text, a word in capitals stands for what people choose. */
    private static final Pattern OPTION = Pattern.compile("`(--[^`]+)`");

    static Stream<String> commands() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path page : pages()) {
            COMMAND.matcher(Files.readString(page))
                    .results()
                    .map(match -> match.group().strip())
                    .forEach(found::add);
        }
        OPTION.matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map(match -> "./offerflow dev " + match.group(1).replace(" N", " 1"))
                .forEach(found::add);
        assertThat(found)
                .contains("./offerflow demo", "./offerflow dev", "./offerflow dev --port-base 1")
                .hasSizeGreaterThan(5);
        return found.stream().distinct();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandLineOfTheDocumentsIsUnderstood(String command) {
        String[] words = command.split(" +");
        assertThatCode(() -> Main.commandLine().parseArgs(Arrays.copyOfRange(words, 1, words.length)))
                .doesNotThrowAnyException();
    }

    @Test
    void theComposeFilesServerHasOurNamespaceAndSearchAttributes() throws IOException {
        JsonNode service = new YAMLMapper().readTree(COMPOSE.toFile()).at("/services/temporal");
        List<String> arguments = new ArrayList<>();
        service.path("command").forEach(argument -> arguments.add(argument.asText()));
        Map<String, String> attributes = new TreeMap<>();
        arguments.stream()
                .filter(argument -> argument.startsWith("--search-attribute="))
                .map(argument -> argument.split("="))
                .forEach(parts -> attributes.put(parts[1], parts[2]));
        Map<String, String> wanted = new TreeMap<>();
        ObolSearchAttributes.types().forEach((name, type) -> wanted.put(name, word(type)));

        assertThat(attributes).isEqualTo(wanted);
        assertThat(arguments).contains("--namespace=" + TemporalBackend.NAMESPACE);
        assertThat(service.path("ports")).extracting(JsonNode::asText).allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    private static String word(IndexedValueType type) {
        return switch (type) {
            case INDEXED_VALUE_TYPE_KEYWORD -> "Keyword";
            case INDEXED_VALUE_TYPE_BOOL -> "Bool";
            case INDEXED_VALUE_TYPE_INT -> "Int";
            default -> type.name();
        };
    }

    private static Set<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                            docs.filter(file -> file.toString().endsWith(".md")),
                            Stream.of("README.md", "CHANGELOG.md", "ARCHITECTURE.md")
                                    .map(ROOT::resolve))
                    .collect(Collectors.toSet());
        }
    }
}
