package io.offerflow.workflows.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an agent is given on its way in the Secret hermes-profile-seed. */
class ProfileImportTest extends OnPreparedDisk {

    @Test
    void aProfileIsTakenOverOnceAndIsTheAgentsOwnFromThenOn() throws Exception {
        packed("quant/SOUL.md", "packed soul\n", "quant/notes/a.md", "note", "quant/.env-like", "dotted");
        prepared();
        assertThat(read("SOUL.md")).isEqualTo("packed soul\n");
        assertThat(read("notes/a.md")).isEqualTo("note");
        assertThat(read(".env-like")).isEqualTo("dotted");

        Files.delete(home.resolve("notes/a.md"));
        own("SOUL.md", "what I became");
        prepared();
        assertThat(home.resolve("notes/a.md")).doesNotExist();
        assertThat(read("SOUL.md")).isEqualTo("what I became");
    }

    @Test
    void whatIsDeliveredOtherwiseAndWhatTheAgentHasIsNotReplaced() throws Exception {
        own("notes/a.md", "mine");
        packed(
                "quant/config.yaml",
                "packed",
                "quant/obol-skills/evil/SKILL.md",
                "packed",
                "quant/notes/a.md",
                "packed",
                "quant/.offerflow/skills",
                "gas");
        prepared();
        assertThat(Files.readString(home.resolve("config.yaml"))).isEqualTo("{}");
        assertThat(installed()).containsExactly("addresses", "gas");
        assertThat(read("notes/a.md")).isEqualTo("mine");
    }

    @Test
    void aLinkOfTheAgentInTheWayIsNotFollowed() throws Exception {
        Files.createDirectories(home);
        Files.createSymbolicLink(home.resolve("notes"), elsewhere);
        packed("quant/notes/a.md", "packed");
        prepared();
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void aRunThatWasInterruptedGoesOn() throws Exception {
        packed("quant/one", "1", "quant/two", "2");
        own("one", "1");
        own(".offerflow/fresh/profile/quant/half", "half");
        prepared();
        assertThat(read("two")).isEqualTo("2");
        assertThat(home.resolve("half")).doesNotExist();
    }

    @Test
    void linksStopThePodBeforeAnythingIsTakenOver() throws Exception {
        Path folder = Files.createDirectories(disk.resolve("pack/quant"));
        Files.writeString(folder.resolve("one"), "1");
        Files.createSymbolicLink(folder.resolve("passwd"), Path.of("/etc/passwd"));
        pack("quant");
        refused("links or devices");
        Files.delete(folder.resolve("passwd"));
        Files.createLink(folder.resolve("two"), folder.resolve("one"));
        pack("quant");
        refused("links or devices");
        assertThat(home.resolve("one")).doesNotExist();
    }

    @Test
    void moreThanOneFolderAndNamesThatLeadOutStopThePod() throws Exception {
        packed("quant/one", "1", "other/two", "2");
        refused("one folder");
        Files.createDirectories(disk.resolve("pack/deep"));
        Files.writeString(disk.resolve("pack/outside"), "x");
        pack("-P", "--transform=s,outside,../../outside,", "outside");
        assertThat(run("").code()).isNotZero();
        assertThat(disk.resolve("outside")).doesNotExist();
        assertThat(home.resolve("outside")).doesNotExist();
    }

    @Test
    void whatIsNoArchiveStopsThePod() throws Exception {
        Files.createDirectories(disk.resolve("profile"));
        Files.writeString(disk.resolve("profile/profile.tar.gz"), "no archive");
        refused("cannot be unpacked");
    }

    private void refused(String why) throws IOException, InterruptedException {
        Ended ended = run("");
        assertThat(ended.code()).isNotZero();
        assertThat(ended.words()).contains(why);
        assertThat(home.resolve("SOUL.md")).doesNotExist();
    }

    /** @param files each name followed by its text */
    private void packed(String... files) throws IOException, InterruptedException {
        for (int i = 0; i < files.length; i += 2) {
            Path file = disk.resolve("pack").resolve(files[i]);
            Files.createDirectories(file.getParent());
            Files.writeString(file, files[i + 1]);
        }
        try (var tops = Files.list(disk.resolve("pack"))) {
            pack(tops.map(top -> top.getFileName().toString()).sorted().toArray(String[]::new));
        }
    }

    private void pack(String... words) throws IOException, InterruptedException {
        Files.createDirectories(disk.resolve("profile"));
        List<String> command = new ArrayList<>(
                List.of("tar", "-czf", disk.resolve("profile/profile.tar.gz").toString()));
        command.addAll(List.of(words));
        Process tar = new ProcessBuilder(command)
                .directory(disk.resolve("pack").toFile())
                .inheritIO()
                .start();
        assertThat(tar.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(tar.exitValue()).isZero();
    }
}
