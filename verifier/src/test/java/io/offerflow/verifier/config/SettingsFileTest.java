package io.offerflow.verifier.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
    private static final URI FACILITATOR = URI.create("https://facilitator.example");

    @TempDir
    Path folder;

    private final List<StaticSettings> published = new CopyOnWriteArrayList<>();
    private Path file;
    private SettingsFile watched;

    @BeforeEach
    void name() {
        file = folder.resolve("pricing.yaml");
    }

    @AfterEach
    void stop() {
        watched.close();
    }

    private void watch() {
        watched = new SettingsFile(
                new SettingsFile.Source(file, Duration.ofMillis(10), List.of(FACILITATOR)), published::add);
    }

    private void awaitVerifyOnly(boolean expected) {
        Awaitility.await()
                .until(() -> !published.isEmpty() && published.getLast().verifyOnly() == expected);
    }

    @Test
    void aMissingFileAtTheStartMeansDefaultsAndIsHealthy() {
        watch();
        assertThat(published).containsExactly(StaticSettings.defaults(List.of(FACILITATOR)));
        assertThat(watched.healthy()).isTrue();
    }

    @Test
    void aFileThatAppearsIsTaken() throws Exception {
        watch();
        Files.writeString(file, "verifyOnly: true");
        awaitVerifyOnly(true);
    }

    @Test
    void aChangeIsSeenAndAnUnchangedFileIsIgnored() throws Exception {
        Files.writeString(file, "verifyOnly: true");
        watch();
        Files.writeString(file, "verifyOnly: true # same\n");
        Files.writeString(file, "verifyOnly: false");
        awaitVerifyOnly(false);
        assertThat(published).hasSize(2);
    }

    @Test
    void theSymlinkSwapOfAConfigMapVolumeIsSeen() throws Exception {
        Path one = Files.createDirectory(folder.resolve("..1"));
        Path two = Files.createDirectory(folder.resolve("..2"));
        Files.writeString(one.resolve("pricing.yaml"), "verifyOnly: false");
        Files.writeString(two.resolve("pricing.yaml"), "verifyOnly: true");
        Path data = Files.createSymbolicLink(folder.resolve("..data"), one);
        Files.createSymbolicLink(file, Path.of("..data", "pricing.yaml"));
        watch();
        assertThat(published.getLast().verifyOnly()).isFalse();
        Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), two);
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        awaitVerifyOnly(true);
    }

    @Test
    void aBrokenFileKeepsTheOldSettingsAndIsCountedOnce() throws Exception {
        Files.writeString(file, "verifyOnly: true");
        watch();
        Files.writeString(file, "verifyOnly: [");
        Awaitility.await().until(() -> !watched.healthy());
        Awaitility.await().pollDelay(Duration.ofMillis(60)).until(() -> watched.errors() == 1);
        assertThat(published).hasSize(1);
        Files.writeString(file, "verifyOnly: false");
        awaitVerifyOnly(false);
        assertThat(watched.healthy()).isTrue();
    }

    @Test
    void aMissingFileKeepsTheOldSettings() throws Exception {
        Files.writeString(file, "verifyOnly: true");
        watch();
        Files.delete(file);
        Awaitility.await().until(() -> !watched.healthy());
        assertThat(published).hasSize(1);
        Files.writeString(file, "verifyOnly: true");
        Awaitility.await().until(() -> watched.healthy());
    }

    @Test
    void aFileThatIsBrokenAtTheStartPublishesNothing() throws Exception {
        Files.writeString(file, "verifyOnly: maybe");
        watch();
        assertThat(published).isEmpty();
        assertThat(watched.healthy()).isFalse();
    }

    @Test
    void nothingIsReadAfterTheStop() throws Exception {
        watch();
        watched.close();
        Files.writeString(file, "verifyOnly: true");
        Awaitility.await().during(Duration.ofMillis(60)).until(() -> published.size() == 1);
    }
}
