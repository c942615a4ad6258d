package io.offerflow.dev.kube.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartFailureTest {

    @TempDir
    Path folder;

    @Test
    void aProgramThatEndsAtOnceIsReportedWithItsNameCodeAndLog() throws IOException {
        Path binaries = Files.createDirectory(folder.resolve("bin"));
        script(binaries, "etcd", "echo 'cannot open the store'; exit 3");
        script(binaries, "kube-apiserver", "exit 0");
        script(binaries, "kube-controller-manager", "exit 0");
        assertThatThrownBy(() -> RealKube.start(binaries, folder.resolve("data")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("etcd ended with code 3 before it was ready", "cannot open the store");
    }

    @Test
    void aFolderWithoutTheProgramsIsRefusedByName() {
        assertThatThrownBy(() -> RealKube.start(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("lacks etcd, kube-apiserver, kube-controller-manager");
    }

    @Test
    void credentialsAreReadableByTheirOwnerOnlyAndKept() throws IOException {
        Credentials first = Credentials.in(folder, new SecureRandom());
        Credentials again = Credentials.in(folder, new SecureRandom());
        assertThat(again.token()).isEqualTo(first.token()).hasSize(32);
        assertThat(first).asString().doesNotContain(first.token());
        for (Path file : new Path[] {first.signingKey(), first.verifyingKey(), first.tokens()}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    private static void script(Path folder, String name, String body) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
