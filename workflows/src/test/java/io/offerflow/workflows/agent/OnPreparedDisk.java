package io.offerflow.workflows.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Agent;
import io.offerflow.api.Json;
import io.offerflow.api.Metadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A disk on which the very command of the rendered init container is run by the machine's shell. */
abstract class OnPreparedDisk {
    static final Agent AGENT = new Agent(
            new Metadata("demo", "quant", "u-1", "1", 1, AgentModel.NOW, null, List.of(), Map.of(), Map.of()),
            AgentModel.spec("a"),
            null);
    static final JsonNode INIT = Json.mapper()
            .<JsonNode>valueToTree(HermesPod.template(AGENT, Credentials.withoutWallet("1"), AgentSettings.DEFAULTS))
            .at("/spec/initContainers/0");

    @TempDir
    Path disk;

    Path home = Path.of("");
    Path elsewhere = Path.of("");

    record Ended(int code, String words) {}

    @BeforeEach
    void volumes() throws IOException {
        home = disk.resolve("data/.hermes");
        elsewhere = Files.createDirectories(disk.resolve("elsewhere"));
        Files.createDirectories(disk.resolve("data"));
        volume("config", Map.of("config.yaml", "{}"));
        volume("soul", Map.of("soul.md", "first soul\n"));
        skills("gas", "addresses");
    }

    /** As a kubelet lays a ConfigMap out: files are links into the version of the day. */
    final void volume(String name, Map<String, String> files) throws IOException {
        Path folder = Files.createDirectories(disk.resolve(name));
        Path version = Files.createTempDirectory(folder, "..v");
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(version.resolve(file.getKey()), file.getValue());
        }
        Path turning = Files.createSymbolicLink(folder.resolve("..new"), version.getFileName());
        Files.move(turning, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        try (Stream<Path> old = Files.list(folder)) {
            for (Path file : old.filter(link -> !link.getFileName().toString().startsWith(".."))
                    .toList()) {
                Files.delete(file);
            }
        }
        for (String file : files.keySet()) {
            Files.createSymbolicLink(folder.resolve(file), Path.of("..data", file));
        }
    }

    final void skills(String... names) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String name : names) {
            files.put(name + ".md", "skill " + name + "\n");
        }
        volume("skills", files);
    }

    final Ended run(String request) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        INIT.path("command").forEach(word -> command.add(word.asText()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        for (JsonNode variable : INIT.path("env")) {
            String value = variable.path("value").asText();
            builder.environment().put(variable.path("name").asText(), value.startsWith("/") ? disk + value : value);
        }
        builder.environment().put("SOUL_REQUEST", request);
        Process process = builder.start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Ended(
                process.exitValue(), new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    final void prepared() throws IOException, InterruptedException {
        prepared("");
    }

    final void prepared(String request) throws IOException, InterruptedException {
        Ended ended = run(request);
        assertThat(ended.code()).as(ended.words()).isZero();
        assertThat(home.resolve(".offerflow/fresh")).doesNotExist();
    }

    final String read(String name) throws IOException {
        Path file = home.resolve(name);
        assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                .as(name)
                .isTrue();
        return Files.readString(file);
    }

    final List<String> installed() throws IOException {
        try (Stream<Path> folders = Files.list(home.resolve("obol-skills"))) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    final void own(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
