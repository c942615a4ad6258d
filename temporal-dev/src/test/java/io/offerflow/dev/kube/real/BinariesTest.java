package io.offerflow.dev.kube.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesTest {

    @TempDir
    Path folder;

    @Test
    void theAssetsFolderIsPreferredToThePath() throws IOException {
        Path assets = whole("assets");
        Path onPath = whole("bin");
        assertThat(found(Map.of("KUBEBUILDER_ASSETS", assets.toString(), "PATH", onPath.toString())))
                .contains(assets);
    }

    @Test
    void thePathIsSearchedWhenTheAssetsFolderIsIncomplete() throws IOException {
        Path assets = Files.createDirectory(folder.resolve("assets"));
        program(assets, "etcd");
        Path onPath = whole("bin");
        assertThat(found(Map.of("KUBEBUILDER_ASSETS", assets.toString(), "PATH", "/nowhere:" + onPath)))
                .contains(onPath);
    }

    @Test
    void aProgramThatCannotBeExecutedCountsAsMissing() throws IOException {
        Path assets = whole("assets");
        assertThat(assets.resolve("etcd").toFile().setExecutable(false)).isTrue();
        Map<String, String> environment = Map.of("KUBEBUILDER_ASSETS", assets.toString());
        assertThat(found(environment)).isEmpty();
        assertThat(new Binaries(environment).whyAbsent())
                .isEqualTo("KUBEBUILDER_ASSETS=" + assets
                        + " lacks etcd and no folder of PATH has etcd, kube-apiserver, kube-controller-manager");
    }

    @Test
    void programsOfDifferentFoldersAreNotMixed() throws IOException {
        Path one = Files.createDirectory(folder.resolve("one"));
        program(one, "etcd");
        Path other = Files.createDirectory(folder.resolve("other"));
        program(other, "kube-apiserver");
        program(other, "kube-controller-manager");
        assertThat(found(Map.of("PATH", one + ":" + other))).isEmpty();
    }

    @Test
    void anEmptyEnvironmentSaysWhatIsNotSet() {
        assertThat(found(Map.of())).isEmpty();
        assertThat(new Binaries(Map.of()).whyAbsent()).startsWith("KUBEBUILDER_ASSETS is not set");
    }

    private static Optional<Path> found(Map<String, String> environment) {
        return new Binaries(environment).folder();
    }

    private Path whole(String name) throws IOException {
        Path made = Files.createDirectory(folder.resolve(name));
        for (String program : new String[] {"etcd", "kube-apiserver", "kube-controller-manager"}) {
            program(made, program);
        }
        return made;
    }

    private static void program(Path folder, String name) throws IOException {
        assertThat(Files.createFile(folder.resolve(name)).toFile().setExecutable(true))
                .isTrue();
    }
}
