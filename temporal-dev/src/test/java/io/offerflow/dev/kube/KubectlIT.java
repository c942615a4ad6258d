package io.offerflow.dev.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.offerflow.dev.kube.Kubectl.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does with kubectl, on the embedded server. */
class KubectlIT {

    @TempDir
    static Path dir;

    private static @Nullable ApiUnderTest api;
    private static @Nullable Kubectl kubectl;

    @BeforeAll
    static void start() {
        Optional<Path> binary = Kubectl.onThisMachine();
        assumeTrue(binary.isPresent(), "skipped: no kubectl on the PATH or in KUBEBUILDER_ASSETS");
        api = ApiUnderTest.embedded();
        kubectl = new Kubectl(binary.get(), dir, api.kubeconfig);
    }

    @AfterAll
    static void stop() throws IOException {
        if (api != null) {
            api.close();
        }
    }

    private static String ok(String... arguments) {
        Outcome outcome = Objects.requireNonNull(kubectl).run(arguments);
        assertThat(outcome.code()).as(outcome.out()).isZero();
        return outcome.out();
    }

    private static String refused(String... arguments) {
        Outcome outcome = Objects.requireNonNull(kubectl).run(arguments);
        assertThat(outcome.code()).as(outcome.out()).isNotZero();
        return outcome.out();
    }

    private static String file(String name, String spec) {
        String yaml =
                """
                apiVersion: test.obol.org/v1
                kind: Widget
                metadata: {name: %s}
                spec: %s
                """
                        .formatted(name, spec);
        return Objects.requireNonNull(kubectl).write(name + ".yaml", yaml).toString();
    }

    @Test
    void applyCreatesChangesAndSeesThatNothingChanged() {
        String first = file("applied", "{price: '1', tags: [a]}");
        assertThat(ok("apply", "-f", first)).contains("widget.test.obol.org/applied created");
        assertThat(ok("apply", "-f", first)).contains("unchanged");
        assertThat(ok("apply", "-f", file("applied", "{price: '2'}"))).contains("configured");
        assertThat(ok("get", "wd", "applied", "-o", "jsonpath={.spec}")).isEqualTo("{\"count\":3,\"price\":\"2\"}");
    }

    @Test
    void applyRefusesAnUnknownFieldAndABadValue() {
        assertThat(refused("apply", "-f", file("typo", "{price: '1', hostname: x}")))
                .contains("strict decoding error: unknown field \"spec.hostname\"");
        assertThat(refused("apply", "-f", file("bad", "{price: abc}")))
                .contains("The Widget \"bad\" is invalid")
                .contains("spec.price in body should match '^[0-9.]+$'");
    }

    @Test
    void serverSideApplyTakesOverFromClientSideAndReportsConflicts() {
        String path = file("sides", "{price: '1'}");
        ok("apply", "-f", path);
        assertThat(ok("apply", "--server-side", "-f", path)).contains("serverside-applied");
        String other = file("sides", "{price: '2'}");
        assertThat(refused("apply", "--server-side", "--field-manager=other", "-f", other))
                .contains("Apply failed with 1 conflict: conflict with \"kubectl\": .spec.price");
        ok("apply", "--server-side", "--field-manager=other", "--force-conflicts", "-f", other);
        assertThat(ok("get", "wd", "sides", "-o", "jsonpath={.spec.price}")).isEqualTo("2");
    }

    @Test
    void everyPatchTypeAndEditWork() {
        ok("apply", "-f", file("patched", "{price: '1'}"));
        ok("patch", "wd", "patched", "--type=merge", "-p", "{\"spec\":{\"price\":\"2\"}}");
        ok("patch", "wd", "patched", "--type=json", "-p", "[{\"op\":\"add\",\"path\":\"/spec/count\",\"value\":4}]");
        ok("patch", "wd", "patched", "--subresource=status", "--type=merge", "-p", "{\"status\":{\"phase\":\"Up\"}}");
        assertThat(ok("get", "wd", "patched", "-o", "jsonpath={.spec.price} {.spec.count} {.status.phase}"))
                .isEqualTo("2 4 Up");
        ok("edit", "wd", "patched");
        assertThat(ok("get", "wd", "patched", "-o", "jsonpath={.spec.price}")).isEqualTo("7");
        ok("label", "wd", "patched", "a=b");
        assertThat(ok("get", "obol", "-l", "a=b", "-o", "name")).isEqualTo("widget.test.obol.org/patched\n");
    }

    @Test
    void getPrintsOurColumnsByShortNameAndCategory() {
        ok("apply", "-f", file("printed", "{price: '1.5'}"));
        ok(
                "patch",
                "wd",
                "printed",
                "--subresource=status",
                "--type=merge",
                "-p",
                "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}");
        assertThat(ok("get", "wd", "printed").lines()).first().asString().matches("NAME +PRICE +READY +AGE");
        assertThat(ok("get", "wd", "printed")).containsPattern("printed +1.5 +True +\\d+s");
        assertThat(ok("get", "obol", "-A")).contains("printed");
        assertThat(ok("wait", "--for=condition=Ready", "wd/printed", "--timeout=10s"))
                .contains("condition met");
    }

    @Test
    void getWatchFollowsChangesUntilItIsStopped() throws IOException {
        ok("apply", "-f", file("followed", "{price: '1'}"));
        Process watch = Objects.requireNonNull(kubectl).start("get", "wd", "followed", "-w");
        try (BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).contains("NAME");
            assertThat(lines.readLine()).contains("followed");
            ok("patch", "wd", "followed", "--type=merge", "-p", "{\"spec\":{\"price\":\"42\"}}");
            assertThat(lines.readLine()).contains("42");
        } finally {
            watch.destroyForcibly();
        }
    }

    @Test
    void describeShowsTheObjectAndItsEvents() {
        ok("apply", "-f", file("described", "{price: '1'}"));
        String uid = ok("get", "wd", "described", "-o", "jsonpath={.metadata.uid}");
        Objects.requireNonNull(api)
                .create(
                        "/apis/events.k8s.io/v1/namespaces/default/events",
                        "{\"apiVersion\":\"events.k8s.io/v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"described.1\"},"
                                + "\"eventTime\":\"2026-01-01T00:00:00.000000Z\",\"reportingController\":\"obol.org/watcher\","
                                + "\"reportingInstance\":\"w\",\"action\":\"Publish\",\"reason\":\"Published\",\"note\":\"it is up\","
                                + "\"type\":\"Normal\",\"regarding\":{\"apiVersion\":\"test.obol.org/v1\",\"kind\":\"Widget\","
                                + "\"name\":\"described\",\"namespace\":\"default\",\"uid\":\"" + uid + "\"}}");
        assertThat(ok("describe", "wd", "described"))
                .contains("Price:")
                .contains("Published")
                .contains("it is up");
        assertThat(ok("events", "--for=wd/described")).contains("it is up");
    }

    @Test
    void explainAndApiResourcesKnowOurKinds() {
        assertThat(ok("explain", "widget.spec"))
                .contains("price\t<string> -required-")
                .contains("count\t<integer>");
        assertThat(ok("api-resources", "--api-group=test.obol.org"))
                .containsPattern("widgets +wd +test.obol.org/v1 +true +Widget");
    }

    @Test
    void deleteWaitsForFinalizersAndWaitForDeleteSeesIt() throws IOException, InterruptedException {
        ok("apply", "-f", file("deleted", "{price: '1'}"));
        ok("patch", "wd", "deleted", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":[\"obol.org/a\"]}}");
        Process delete = Objects.requireNonNull(kubectl).start("delete", "wd", "deleted");
        Process wait = kubectl.start("wait", "--for=delete", "wd/deleted", "--timeout=20s");
        Awaitility.await().until(() -> !ok("get", "wd", "deleted", "-o", "jsonpath={.metadata.deletionTimestamp}")
                .isEmpty());
        assertThat(delete.isAlive()).isTrue();
        ok("patch", "wd", "deleted", "--type=json", "-p", "[{\"op\":\"remove\",\"path\":\"/metadata/finalizers\"}]");
        assertThat(delete.waitFor()).isZero();
        assertThat(wait.waitFor()).isZero();
    }

    @Test
    void builtInKindsApplyAndPrint() {
        String path = Objects.requireNonNull(kubectl)
                .write(
                        "service.yaml",
                        """
                        apiVersion: v1
                        kind: Service
                        metadata: {name: shop}
                        spec: {selector: {app: shop}, ports: [{name: web, port: 80, targetPort: 8080}]}
                        """)
                .toString();
        assertThat(ok("apply", "-f", path)).contains("service/shop created");
        assertThat(ok("apply", "-f", path)).contains("unchanged");
        assertThat(ok("get", "svc", "shop")).containsPattern("shop +ClusterIP +10.0.\\d+.\\d+ +<none> +80/TCP");
        assertThat(ok("get", "ns")).containsPattern("default +Active");
    }
}
