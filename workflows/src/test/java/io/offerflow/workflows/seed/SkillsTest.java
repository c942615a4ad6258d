package io.offerflow.workflows.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SkillsTest {
    /** Of a ConfigMap, in bytes; all skills together stay far below. */
    private static final int LIMIT = 1 << 20;

    static List<String> names() {
        return Skills.NAMES;
    }

    @Test
    void everyTextIsListedAndEveryNameHasOne() throws IOException, URISyntaxException {
        Path folder = Path.of(
                Objects.requireNonNull(SkillsTest.class.getResource("skills")).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".md", ""))
                            .sorted())
                    .containsExactlyElementsOf(Skills.NAMES);
        }
        assertThat(Skills.NAMES).containsAll(Skills.BASIC);
    }

    @Test
    void thePageForPeopleListsExactlyTheseAndMarksTheBasicOnes() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/agents.md")).stream()
                .filter(line -> line.matches("\\| (\\*\\*)?`[a-z0-9-]+`.*"))
                .map(line -> line.split("\\|")[1].strip())
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(Skills.NAMES.stream()
                        .map(name -> Skills.BASIC.contains(name) ? "**`" + name + "`**" : "`" + name + "`")
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("names")
    void everySkillTellsItsNameAndWhatItIsFor(String name) {
        String text = Skills.text(name);
        assertThat(text).startsWith("---\nname: " + name + "\ndescription: ");
        String description = text.lines().skip(2).findFirst().orElseThrow().substring("description: ".length());
        assertThat(description).hasSizeBetween(40, 250).doesNotContain(": ", " #");
        assertThat(text.lines().skip(3).findFirst()).contains("---");
        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(8_192);
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatASkillSendsReadersToExists(String name) {
        Pattern.compile("skills? ((?:`[a-z0-9-]+`(?:, )?)+)")
                .matcher(Skills.text(name))
                .results()
                .flatMap(found -> Stream.of(found.group(1).split(", ")))
                .map(other -> other.replace("`", ""))
                .forEach(other -> assertThat(Skills.NAMES).contains(other));
    }

    @Test
    void allSkillsTogetherFitIntoAConfigMap() {
        int bytes = Skills.files(Skills.NAMES).entrySet().stream()
                .mapToInt(file -> file.getKey().length() + file.getValue().getBytes(StandardCharsets.UTF_8).length)
                .sum();
        assertThat(bytes).isLessThan(LIMIT / 4);
    }
}
