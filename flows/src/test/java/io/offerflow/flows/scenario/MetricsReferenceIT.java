package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.dev.pay.Buyer;
import io.offerflow.dev.pay.PaymentHeader;
import io.offerflow.dev.pay.PaymentRequired;
import io.offerflow.dev.stack.DevFile;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference page of metrics tells neither more nor less than the three processes show. */
class MetricsReferenceIT extends OnEachStack {
    /** More than the largest pause between two probes or two looks at the gate. */
    private static final Duration FIRST_EVENTS = Duration.ofSeconds(20);

    /** Documented, but shown only with a setting or an event that this test's stack does not have. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "offerflow_verifier_snapshot_age_seconds", "the setting OFFERFLOW_VERIFIER_SNAPSHOT",
            "offerflow_verifier_snapshot_in_use", "the setting OFFERFLOW_VERIFIER_SNAPSHOT",
            "offerflow_verifier_tls_healthy", "the setting OFFERFLOW_VERIFIER_TLS_CERTIFICATE, see TlsListenerTest",
            "offerflow_verifier_tls_expiry_seconds", "the setting OFFERFLOW_VERIFIER_TLS_CERTIFICATE",
            "obol_x402_verifier_upstream_failed_after_verify_total", "an upstream that fails, see ProxyListenerTest");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| ([^|]*)\\|");
    private static final Pattern WORD = Pattern.compile("\\w+");
    private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE ((?:offerflow|obol)_\\w+) (\\w+)$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
    /** Which bucket or quantile a line is about; part of the type, not of the name. */
    private static final Set<String> LABELS_OF_THE_TYPE = Set.of("le", "quantile");

    @Test
    void every_metric_that_is_shown_is_documented_with_its_labels_and_every_documented_one_is_shown() throws Exception {
        Shop shop = shop("metrics");
        Till till = new Till(shop.stack());
        shop.sell("tea", "0.001");
        trade(shop, till);
        DevFile where = shop.stack().file();
        Map<String, Map<String, Set<String>>> documented = documented();
        ELSEWHERE.forEach(
                (family, with) -> assertThat(documented.get("Verifier").remove(family))
                        .as(family + ", shown with " + with)
                        .isNotNull());

        Patience.within(FIRST_EVENTS, "what is documented is shown").untilAsserted(() -> {
            same(documented, "Verifier", shown(till, where.verifier().admin()));
            same(documented, "Watcher", shown(till, where.watcher()));
            same(documented, "Worker", shown(till, where.worker()));
        });
    }

    private static void same(
            Map<String, Map<String, Set<String>>> documented, String process, Map<String, Set<String>> shown) {
        assertThat(shown.entrySet())
                .as(process)
                .containsExactlyInAnyOrderElementsOf(documented.get(process).entrySet());
    }

    /** An unpaid request, a paid one and a refused payment: with them every series has had its first event. */
    private static void trade(Shop shop, Till till) throws IOException, InterruptedException {
        Buyer buyer = till.buyer();
        HttpRequest request = HttpRequest.newBuilder(till.url(shop.path("tea"))).build();
        PaymentHeader payment = buyer.sign(PaymentRequired.of(till.get(shop.path("tea"))));
        assertThat(buyer.send(request, payment).statusCode()).isEqualTo(200);
        HttpRequest rubbish = HttpRequest.newBuilder(request, (name, value) -> true)
                .header(payment.name(), "rubbish")
                .build();
        assertThat(buyer.send(rubbish).statusCode()).isEqualTo(400);
    }

    /** By section of the page, which is by process: families with their labels. What stands before the first section is in each. */
    private static Map<String, Map<String, Set<String>>> documented() throws IOException {
        String[] sections =
                Files.readString(Path.of("../docs/reference/metrics.md")).split("(?m)^## ");
        Map<String, Map<String, Set<String>>> byProcess = new TreeMap<>();
        Stream.of(sections).skip(1).forEach(section -> {
            Map<String, Set<String>> families = rows(sections[0]);
            families.putAll(rows(section));
            byProcess.put(section.lines().findFirst().orElseThrow(), families);
        });
        return byProcess;
    }

    private static Map<String, Set<String>> rows(String section) {
        Map<String, Set<String>> families = new TreeMap<>();
        ROW.matcher(section).results().forEach(row -> families.put(row.group(1), words(WORD, row.group(2))));
        return families;
    }

    private static Map<String, Set<String>> shown(Till till, String address) throws IOException, InterruptedException {
        String text = till.metrics(address);
        Map<String, Set<String>> families = new TreeMap<>();
        FAMILY.matcher(text)
                .results()
                .forEach(type -> families.put(type.group(1), labels(text, type.group(1), type.group(2))));
        families.keySet().removeIf(name -> name.endsWith("_max") && families.containsKey(withoutMax(name)));
        return families;
    }

    private static String withoutMax(String name) {
        return name.substring(0, name.length() - "_max".length());
    }

    private static Set<String> labels(String text, String family, String type) {
        boolean distribution = type.equals("summary") || type.equals("histogram");
        String suffix = distribution ? "(?:_sum|_count|_bucket)?" : "";
        return Pattern.compile("(?m)^" + family + suffix + "\\{(.*)} ")
                .matcher(text)
                .results()
                .flatMap(line -> words(LABEL, line.group(1)).stream())
                .filter(label -> !LABELS_OF_THE_TYPE.contains(label))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> words(Pattern word, String text) {
        return word.matcher(text)
                .results()
                .map(match -> match.group(match.groupCount()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
