package io.offerflow.dev.kube.real;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the programs of Kubernetes are looked for: the folder of KUBEBUILDER_ASSETS first, then each folder of PATH. */
record Binaries(Map<String, String> environment) {

    static final String ETCD = "etcd";
    static final String API_SERVER = "kube-apiserver";
    static final String CONTROLLER_MANAGER = "kube-controller-manager";

    private static final String ASSETS = "KUBEBUILDER_ASSETS";
    private static final List<String> NEEDED = List.of(ETCD, API_SERVER, CONTROLLER_MANAGER);

    /** The first folder that has all of them, because programs of different folders may be of different versions. */
    Optional<Path> folder() {
        return folders().filter(folder -> missing(folder).isEmpty()).findFirst();
    }

    /** Why {@link #folder()} is empty, as one sentence. */
    String whyAbsent() {
        String onPath = "no folder of PATH has " + String.join(", ", NEEDED);
        return assets().map(folder ->
                        ASSETS + "=" + folder + " lacks " + String.join(", ", missing(folder)) + " and " + onPath)
                .orElse(ASSETS + " is not set and " + onPath);
    }

    static List<String> missing(Path folder) {
        return NEEDED.stream()
                .filter(name -> !Files.isExecutable(folder.resolve(name)))
                .toList();
    }

    private Stream<Path> folders() {
        Stream<Path> onPath = Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(Path::of);
        return Stream.concat(assets().stream(), onPath);
    }

    private Optional<Path> assets() {
        return Optional.ofNullable(environment.get(ASSETS))
                .filter(folder -> !folder.isBlank())
                .map(Path::of);
    }
}
