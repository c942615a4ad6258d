package io.offerflow.dev.hermes;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The real Hermes, where it is installed on this machine. */
public final class HermesProgram {
    private HermesProgram() {}

    /**
     * The program {@code hermes} on PATH, or that of a Python environment {@code hermes} beside the folder of KUBEBUILDER_ASSETS, where the
     * other real servers are.
     */
    public static Optional<Path> find() {
        String path = System.getenv().getOrDefault("PATH", "");
        Stream<Path> beside = Optional.ofNullable(System.getenv("KUBEBUILDER_ASSETS"))
                .map(assets -> Path.of(assets).resolveSibling("hermes").resolve("bin"))
                .stream();
        Stream<Path> folders = Stream.concat(
                beside,
                Stream.of(path.split(File.pathSeparator))
                        .filter(folder -> !folder.isBlank())
                        .map(Path::of));
        return folders.map(folder -> folder.resolve("hermes"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Why there is none, as a sentence. */
    public static String whyAbsent() {
        return "no program hermes on PATH or beside the folder of KUBEBUILDER_ASSETS; install hermes-agent with aiohttp";
    }
}
