package io.offerflow.dev.kube;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real kubectl, pointed at one server. */
final class Kubectl {

    private final Path binary;
    private final Path dir;

    record Outcome(int code, String out) {}

    Kubectl(Path binary, Path dir, String kubeconfig) {
        this.binary = binary;
        this.dir = dir;
        write("kubeconfig", kubeconfig);
    }

    /** In KUBEBUILDER_ASSETS, else on the PATH. */
    static Optional<Path> onThisMachine() {
        String folders = System.getenv().getOrDefault("KUBEBUILDER_ASSETS", "")
                + File.pathSeparator
                + System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(folders.split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    Path write(String name, String text) {
        try {
            return Files.writeString(dir.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Output is both streams together. */
    Outcome run(String... arguments) {
        Process process = start(arguments);
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return new Outcome(process.exitValue(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Process start(String... arguments) {
        List<String> command = new ArrayList<>(List.of(binary.toString(), "--cache-dir=" + dir.resolve("cache")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", dir.resolve("kubeconfig").toString());
        builder.environment().put("KUBE_EDITOR", "sed -i s/price:.*/price:\\ \\'7\\'/");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
