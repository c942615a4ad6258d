package io.offerflow.flows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Rules and dashboard ask for nothing that does not exist; {@code MetricsReferenceIT} ties the page of metrics to the running processes. */
class MonitoringTest {
    private static final Path FOLDER = Path.of("../deploy/monitoring");
    private static final Path METRICS = Path.of("../docs/reference/metrics.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| ([^|]*)\\|");
    private static final Pattern WORD = Pattern.compile("`(\\w+)`");
    /** A metric with its matchers, where it has some. */
    private static final Pattern SERIES = Pattern.compile("\\b((?:obol|offerflow)_\\w+)(?:\\{([^}]*)})?");

    private static final Pattern RECORDED = Pattern.compile("\\b((?:x402|offerflow):[\\w:]+)");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"");
    private static final Pattern GROUPING = Pattern.compile("(?:by|on) \\(([^)]*)\\)");
    private static final Pattern DIVISION =
            Pattern.compile("/\\s*\\((?:[^()]|\\((?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*\\))*> 0\\)");
    /** Given by Prometheus to everything that it scrapes. */
    private static final Set<String> SCRAPED = Set.of("instance", "job");

    private static JsonNode rules() throws IOException {
        return YAMLMapper.builder().build().readTree(Files.readString(FOLDER.resolve("rules.yaml")));
    }

    private static List<JsonNode> each() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        rules().path("groups").forEach(group -> group.path("rules").forEach(all::add));
        return all;
    }

    private static List<String> queries() throws IOException {
        List<String> queries = new ArrayList<>();
        each().forEach(rule -> queries.add(rule.path("expr").asText()));
        JsonNode dashboard = new JsonMapper().readTree(Files.readString(FOLDER.resolve("dashboard.json")));
        dashboard.findValues("expr").forEach(expr -> queries.add(expr.asText()));
        dashboard.findValues("query").stream()
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .filter(text -> text.startsWith("label_values"))
                .forEach(queries::add);
        return queries;
    }

    private static Map<String, Set<String>> documented() throws IOException {
        Map<String, Set<String>> labels = new TreeMap<>();
        ROW.matcher(Files.readString(METRICS))
                .results()
                .forEach(row -> labels.put(
                        row.group(1),
                        WORD.matcher(row.group(2))
                                .results()
                                .map(word -> word.group(1))
                                .collect(Collectors.toCollection(TreeSet::new))));
        return labels;
    }

    /** Of a summary or histogram the page names the family. */
    private static String family(String metric) {
        return metric.replaceAll("_seconds_(sum|count|bucket|max)$", "_seconds");
    }

    @Test
    void every_metric_that_is_asked_for_is_documented_and_has_the_labels_it_is_asked_by() throws IOException {
        Map<String, Set<String>> documented = documented();
        assertThat(queries()).hasSizeGreaterThan(50);
        for (String query : queries()) {
            SERIES.matcher(query.replaceAll("\"[^\"]*\"", "\"\"")).results().forEach(series -> {
                String family = family(series.group(1));
                assertThat(documented).as(query).containsKey(family);
                String matchers = series.group(2) == null ? "" : series.group(2);
                MATCHER.matcher(matchers).results().forEach(matcher -> assertThat(documented.get(family))
                        .as(query)
                        .contains(matcher.group(1)));
            });
        }
    }

    @Test
    void what_is_grouped_by_is_a_label_of_what_is_grouped() throws IOException {
        Map<String, Set<String>> documented = documented();
        for (String query : queries()) {
            Set<String> there = new TreeSet<>(SCRAPED);
            SERIES.matcher(query).results().forEach(series -> there.addAll(documented.get(family(series.group(1)))));
            GROUPING.matcher(query)
                    .results()
                    .flatMap(group -> Stream.of(group.group(1).split(",")))
                    .forEach(label -> assertThat(there).as(query).contains(label.strip()));
        }
    }

    @Test
    void recorded_series_that_are_asked_for_are_recorded() throws IOException {
        Set<String> recorded = each().stream()
                .map(rule -> rule.path("record").asText())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
        for (String query : queries()) {
            assertThat(RECORDED.matcher(query).results().map(name -> name.group(1)))
                    .as(query)
                    .allMatch(recorded::contains);
        }
    }

    @Test
    void nothing_is_divided_by_a_traffic_of_zero() throws IOException {
        for (String query : queries()) {
            String plain = query.replaceAll("\"[^\"]*\"", "\"\"");
            long divisions = plain.chars().filter(c -> c == '/').count();
            assertThat(DIVISION.matcher(plain).results().count()).as(query).isEqualTo(divisions);
        }
    }

    @Test
    void every_alarm_says_what_is_wrong_and_how_bad_it_is() throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode rule : each()) {
            if (rule.has("alert")) {
                assertThat(names.add(rule.path("alert").asText()))
                        .as(rule.toString())
                        .isTrue();
                assertThat(rule.at("/labels/severity").asText()).isIn("info", "warning", "critical");
                assertThat(rule.at("/annotations/summary").asText())
                        .as(rule.toString())
                        .isNotEmpty();
                assertThat(rule.at("/annotations/description").asText())
                        .as(rule.toString())
                        .isNotEmpty();
            }
        }
        assertThat(names).contains("X402PaymentFailureRateHigh", "X402NoSettlementsAfterChallenge");
    }

    @Test
    void prometheus_own_tool_accepts_the_rules_and_their_tests_pass() throws IOException, InterruptedException {
        String promtool = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse("");
        if (promtool.isEmpty()) {
            String why = "skipped: no promtool on the PATH";
            LoggerFactory.getLogger(MonitoringTest.class).info(why);
            Assumptions.abort(why);
        }
        assertThat(run(promtool, "check", "rules", "--lint=all", "--lint-fatal", "rules.yaml"))
                .contains("SUCCESS");
        assertThat(run(promtool, "test", "rules", "rules-test.yaml")).contains("SUCCESS");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
