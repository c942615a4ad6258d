package io.offerflow.dev.kube;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** kube-apiserver with its etcd and the controllers for garbage and namespaces, as processes of their own. */
final class RealApiServer implements AutoCloseable {

    private final Path dir;
    private final List<Process> processes = new ArrayList<>();
    private final int port;

    private RealApiServer(Path binaries) throws IOException, InterruptedException {
        dir = Files.createTempDirectory("kube-real");
        int etcd = freePort();
        int peer = freePort();
        port = freePort();
        Files.writeString(dir.resolve("tokens.csv"), "dev,admin,admin,\"system:masters\"\n");
        Files.writeString(dir.resolve("sa.key"), privateKey());
        Files.writeString(dir.resolve("kubeconfig"), kubeconfig());
        String url = "http://127.0.0.1:" + etcd;
        start(
                binaries.resolve("etcd"),
                "--data-dir=etcd",
                "--unsafe-no-fsync",
                "--listen-client-urls=" + url,
                "--advertise-client-urls=" + url,
                "--listen-peer-urls=http://127.0.0.1:" + peer);
        start(
                binaries.resolve("kube-apiserver"),
                "--etcd-servers=" + url,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=certs",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-signing-key-file=sa.key",
                "--service-account-key-file=sa.key",
                "--service-cluster-ip-range=10.0.0.0/24",
                "--token-auth-file=tokens.csv",
                "--authorization-mode=RBAC",
                "--endpoint-reconciler-type=none");
        awaitDefaultNamespace();
        start(
                binaries.resolve("kube-controller-manager"),
                "--kubeconfig=kubeconfig",
                "--bind-address=127.0.0.1",
                "--secure-port=" + freePort(),
                "--cert-dir=cm",
                "--leader-elect=false",
                "--service-account-private-key-file=sa.key",
                "--controllers=garbage-collector-controller,namespace-controller,serviceaccount-controller");
    }

    /** The folder with etcd, kube-apiserver and kube-controller-manager: KUBEBUILDER_ASSETS, else the PATH. */
    static Optional<Path> binary(String name) {
        List<String> folders = new ArrayList<>();
        Optional.ofNullable(System.getenv("KUBEBUILDER_ASSETS")).ifPresent(folders::add);
        folders.addAll(List.of(System.getenv().getOrDefault("PATH", "").split(":")));
        return folders.stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static RealApiServer start() throws IOException, InterruptedException {
        return new RealApiServer(binary("kube-apiserver").orElseThrow().getParent());
    }

    String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                current-context: real
                clusters: [{name: real, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}]
                users: [{name: real, user: {token: dev}}]
                contexts: [{name: real, context: {cluster: real, user: real, namespace: default}}]
                """
                .formatted(port);
    }

    private void start(Path binary, String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        command.addAll(List.of(flags));
        processes.add(new ProcessBuilder(command)
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve(binary.getFileName() + ".log").toFile())
                .start());
    }

    private void awaitDefaultNamespace() {
        try (var client = new io.fabric8.kubernetes.client.KubernetesClientBuilder()
                .withConfig(io.fabric8.kubernetes.client.Config.fromKubeconfig(kubeconfig()))
                .build()) {
            org.awaitility.Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .ignoreExceptions()
                    .until(() -> client.namespaces().withName("default").get() != null);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String privateKey() {
        try {
            byte[] key = KeyPairGenerator.getInstance("RSA")
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(key)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Controllers first, etcd last: an API server without its etcd does not stop. */
    @Override
    public void close() throws IOException {
        for (Process process : processes.reversed()) {
            process.destroy();
            if (process.onExit()
                    .completeOnTimeout(process, 5, TimeUnit.SECONDS)
                    .join()
                    .isAlive()) {
                process.destroyForcibly().onExit().join();
            }
        }
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
