package io.offerflow.dev.kube.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What others may rely on when they use the real control plane. */
class RealKubeIT {

    @TempDir
    Path folder;

    @BeforeAll
    static void needsThePrograms() {
        if (RealKube.binaries().isEmpty()) {
            LoggerFactory.getLogger(RealKubeIT.class).warn("real Kubernetes is left out: {}", RealKube.whyAbsent());
        }
        Assumptions.assumeTrue(RealKube.binaries().isPresent(), RealKube::whyAbsent);
    }

    @Test
    void aKilledApiServerComesBackWithItsDataUnderTheSameAddress() {
        try (RealKube kube = RealKube.start(binaries());
                KubernetesClient client = client(kube)) {
            create(client, "kept", null);
            kube.killApiServer();
            Assertions.assertThatThrownBy(() -> read(client, "kept")).isInstanceOf(KubernetesClientException.class);
            kube.restartApiServer();
            assertThat(read(client, "kept")).isNotNull();
        }
    }

    @Test
    void dependentsOfADeletedOwnerAreCollected() {
        try (RealKube kube = RealKube.start(binaries());
                KubernetesClient client = client(kube)) {
            create(client, "child", create(client, "owner", null));
            client.configMaps().inNamespace("default").withName("owner").delete();
            await().atMost(Duration.ofSeconds(20)).until(() -> read(client, "child") == null);
        }
    }

    @Test
    void childrenOfAKindDefinedLaterAreCollectedOnceTheControllersAreRestarted() {
        try (RealKube kube = RealKube.start(binaries());
                KubernetesClient client = client(kube)) {
            GenericKubernetesResource owner = identity(client);
            ConfigMap child = new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName("child")
                    .addNewOwnerReference()
                    .withApiVersion(owner.getApiVersion())
                    .withKind(owner.getKind())
                    .withName("owner")
                    .withUid(owner.getMetadata().getUid())
                    .endOwnerReference()
                    .endMetadata()
                    .build();
            client.configMaps().inNamespace("default").resource(child).create();
            kube.restartControllers();
            client.resource(owner).delete();
            await().atMost(Duration.ofSeconds(15)).until(() -> read(client, "child") == null);
        }
    }

    private static GenericKubernetesResource identity(KubernetesClient client) {
        client.load(definition()).items().forEach(crd -> client.resource(crd).create());
        GenericKubernetesResource owner = new GenericKubernetesResource();
        owner.setApiVersion("obol.org/v1alpha1");
        owner.setKind("AgentIdentity");
        owner.setMetadata(new ObjectMetaBuilder()
                .withName("owner")
                .withNamespace("default")
                .build());
        return await().ignoreExceptions().until(() -> client.resource(owner).create(), made -> made != null);
    }

    private static InputStream definition() {
        try {
            return Files.newInputStream(Path.of("../deploy/crds/agentidentities.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void dataGivenByTheCallerOutlivesTheServersAndIsFoundAgain() {
        Path data = folder.resolve("data");
        try (RealKube kube = RealKube.start(binaries(), data);
                KubernetesClient client = client(kube)) {
            create(client, "kept", null);
        }
        try (RealKube kube = RealKube.start(binaries(), data);
                KubernetesClient client = client(kube)) {
            assertThat(read(client, "kept")).isNotNull();
        }
    }

    @Test
    void nothingIsLeftAfterClose() {
        RealKube kube = RealKube.start(binaries());
        List<Long> pids = kube.pids();
        assertThat(pids).hasSize(3).allMatch(RealKubeIT::alive);
        Path data = Path.of(commandOf(pids.get(2), "--data-dir=")).getParent();
        assertThat(data).exists();
        kube.close();
        assertThat(pids).noneMatch(RealKubeIT::alive);
        assertThat(data).doesNotExist();
    }

    @Test
    void nothingIsLeftWhenTheJvmIsTerminatedWithoutClose() throws IOException, InterruptedException {
        Path pids = folder.resolve("pids");
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Leaver.class.getName(),
                        binaries().toString(),
                        pids.toString())
                .inheritIO()
                .start();
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(pids));
        List<Long> left = Files.readString(pids).lines().map(Long::parseLong).toList();
        assertThat(left).hasSize(3).allMatch(RealKubeIT::alive);
        jvm.destroy();
        assertThat(jvm.waitFor()).isNotZero();
        await().atMost(Duration.ofSeconds(10)).until(() -> left.stream().noneMatch(RealKubeIT::alive));
    }

    /** Starts servers, writes their process ids and waits for the end. */
    static final class Leaver {
        private Leaver() {}

        public static void main(String[] args) throws IOException, InterruptedException {
            RealKube kube = RealKube.start(Path.of(args[0]));
            String lines =
                    String.join("\n", kube.pids().stream().map(String::valueOf).toList());
            Path target = Path.of(args[1]);
            Path written = Files.writeString(target.resolveSibling("pids.new"), lines);
            Files.move(written, target);
            Thread.currentThread().join();
        }
    }

    private static Path binaries() {
        return RealKube.binaries().orElseThrow();
    }

    private static KubernetesClient client(RealKube kube) {
        Config config = Config.fromKubeconfig(kube.kubeconfig());
        config.setRequestRetryBackoffLimit(0);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static ConfigMap create(KubernetesClient client, String name, @Nullable ConfigMap owner) {
        ConfigMapBuilder builder =
                new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata();
        if (owner != null) {
            builder.editMetadata()
                    .addNewOwnerReference()
                    .withApiVersion("v1")
                    .withKind("ConfigMap")
                    .withName(owner.getMetadata().getName())
                    .withUid(owner.getMetadata().getUid())
                    .endOwnerReference()
                    .endMetadata();
        }
        return client.configMaps()
                .inNamespace("default")
                .resource(builder.build())
                .create();
    }

    private static @Nullable ConfigMap read(KubernetesClient client, String name) {
        return client.configMaps().inNamespace("default").withName(name).get();
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static String commandOf(long pid, String flag) {
        String[] arguments = ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().arguments())
                .orElseThrow();
        for (String argument : arguments) {
            if (argument.startsWith(flag)) {
                return argument.substring(flag.length());
            }
        }
        throw new IllegalStateException("no " + flag);
    }
}
