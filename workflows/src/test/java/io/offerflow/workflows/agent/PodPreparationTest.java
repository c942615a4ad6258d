package io.offerflow.workflows.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import io.offerflow.workflows.entity.ChildKind;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that an agent starts with, however its disk was left. */
class PodPreparationTest extends OnPreparedDisk {
    @Test
    void anEmptyDiskGetsEverythingAndHermessOwnSkillsStayOff() throws Exception {
        prepared();
        assertThat(read("SOUL.md")).isEqualTo("first soul\n");
        assertThat(read(".no-bundled-skills")).isEmpty();
        assertThat(read("obol-skills/gas/SKILL.md")).isEqualTo("skill gas\n");
        assertThat(installed()).containsExactly("addresses", "gas");
        assertThat(home.resolve("home")).isDirectory();
        assertThat(home.resolve("workspace")).isDirectory();
        assertThat(home.resolve("logs")).isDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("SOUL.md"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aNewConfigurationIsSeenWithoutARestart() throws Exception {
        own("config.yaml", "a copy from an earlier version");
        prepared();
        assertThat(Files.readString(home.resolve("config.yaml"))).isEqualTo("{}");
        volume("config", Map.of("config.yaml", "{\"new\":1}"));
        assertThat(Files.readString(home.resolve("config.yaml"))).isEqualTo("{\"new\":1}");
    }

    @Test
    void theSoulIsTheAgentsOwnFromThenOn() throws Exception {
        prepared();
        own("SOUL.md", "what I became");
        volume("soul", Map.of("soul.md", "second soul\n"));
        prepared();
        assertThat(read("SOUL.md")).isEqualTo("what I became");
    }

    @Test
    void aSoulThatIsAskedForIsWrittenOnceAndTheOldOneIsKeptAside() throws Exception {
        prepared();
        own("SOUL.md", "what I became");
        volume("soul", Map.of("soul.md", "second soul\n"));
        prepared("r1");
        assertThat(read("SOUL.md")).isEqualTo("second soul\n");
        assertThat(read("SOUL.md.previous")).isEqualTo("what I became");

        own("SOUL.md", "what I became again");
        prepared("r1");
        assertThat(read("SOUL.md")).isEqualTo("what I became again");
    }

    @Test
    void aDiskThatIsNewHasMetItsRequestAlready() throws Exception {
        prepared("r1");
        own("SOUL.md", "mine");
        prepared("r1");
        assertThat(read("SOUL.md")).isEqualTo("mine");
        prepared("r2");
        assertThat(read("SOUL.md")).isEqualTo("first soul\n");
    }

    @Test
    void aSoulOfAnEarlierVersionTakesItsPlace() throws Exception {
        own("soul.md", "from before");
        prepared();
        assertThat(read("SOUL.md")).isEqualTo("from before");
        assertThat(home.resolve("soul.md")).doesNotExist();
    }

    @Test
    void aSoulThatIsThereGoesBeforeOneOfAnEarlierVersion() throws Exception {
        own("soul.md", "from before");
        own("SOUL.md", "from now");
        prepared();
        assertThat(read("SOUL.md")).isEqualTo("from now");
        assertThat(read("soul.md")).isEqualTo("from before");
    }

    @Test
    void anEarlierSoulThatIsALinkIsNotRead() throws Exception {
        Path secret = Files.writeString(elsewhere.resolve("secret"), "secret");
        Files.createDirectories(home);
        Files.createSymbolicLink(home.resolve("soul.md"), secret);
        prepared();
        assertThat(read("SOUL.md")).isEqualTo("first soul\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SOUL.md",
                ".no-bundled-skills",
                "config.yaml",
                ".offerflow/skills",
                ".offerflow/soul-request",
                "SOUL.md.previous"
            })
    void aLinkInAFilesPlaceIsReplacedAndWhatItLeadsToStays(String name) throws Exception {
        Path target = Files.writeString(elsewhere.resolve("target"), "untouched");
        Files.createDirectories(home.resolve(name).getParent());
        Files.createSymbolicLink(home.resolve(name), target);
        prepared("r1");
        own("SOUL.md", "other");
        prepared("r2");
        assertThat(target).hasContent("untouched");
        assertThat(read("SOUL.md")).isEqualTo("first soul\n");
        assertThat(installed()).containsExactly("addresses", "gas");
    }

    @ParameterizedTest
    @ValueSource(strings = {"obol-skills", ".offerflow", "home", "workspace", "logs", "obol-skills/gas"})
    void aLinkInAFoldersPlaceIsReplacedAndWhatItLeadsToStays(String name) throws Exception {
        Files.writeString(elsewhere.resolve("SKILL.md"), "untouched");
        Files.createDirectories(home.resolve(name).getParent());
        Files.createSymbolicLink(home.resolve(name), elsewhere);
        prepared();
        assertThat(elsewhere.resolve("SKILL.md")).hasContent("untouched");
        assertThat(elsewhere).isDirectoryNotContaining(file -> !file.endsWith("SKILL.md"));
        assertThat(Files.isDirectory(home.resolve(name), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(read("obol-skills/gas/SKILL.md")).isEqualTo("skill gas\n");
    }

    @Test
    void aLinkInsideASkillIsNotFollowed() throws Exception {
        Path target = Files.writeString(elsewhere.resolve("target"), "untouched");
        prepared();
        Files.delete(home.resolve("obol-skills/gas/SKILL.md"));
        Files.createSymbolicLink(home.resolve("obol-skills/gas/SKILL.md"), target);
        prepared();
        assertThat(target).hasContent("untouched");
        assertThat(read("obol-skills/gas/SKILL.md")).isEqualTo("skill gas\n");
    }

    @Test
    void aHomeThatIsALinkStopsThePod() throws Exception {
        Files.createSymbolicLink(home, elsewhere);
        Ended ended = run("");
        assertThat(ended.code()).isNotZero();
        assertThat(ended.words()).contains("is a link");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void whatIsNotListedAnyMoreGoesAndWhatTheAgentInstalledStays() throws Exception {
        prepared();
        own("obol-skills/mine/SKILL.md", "my own");
        own("obol-skills/notes.txt", "loose");
        skills("gas", "l2s");
        prepared();
        assertThat(installed()).containsExactly("gas", "l2s", "mine", "notes.txt");
        assertThat(read("obol-skills/mine/SKILL.md")).isEqualTo("my own");
        skills();
        prepared();
        assertThat(installed()).containsExactly("mine", "notes.txt");
    }

    @Test
    void aNewTextOfASkillArrivesAndTheAgentsFilesBesideItStay() throws Exception {
        prepared();
        own("obol-skills/gas/SKILL.md", "scribbled over");
        own("obol-skills/gas/references/notes.md", "learnt");
        prepared();
        assertThat(read("obol-skills/gas/SKILL.md")).isEqualTo("skill gas\n");
        assertThat(read("obol-skills/gas/references/notes.md")).isEqualTo("learnt");
    }

    @Test
    void namesThatTheAgentWroteIntoTheListRemoveNothingElsewhere() throws Exception {
        prepared();
        own("precious/file", "stays");
        own("obol-skills/mine/SKILL.md", "stays");
        own(".offerflow/skills", "../precious\n\n.\n..\n/\n*\n-rf\nold\n");
        own("obol-skills/old/SKILL.md", "goes");
        prepared();
        assertThat(read("precious/file")).isEqualTo("stays");
        assertThat(installed()).containsExactly("addresses", "gas", "mine");
    }

    @Test
    void whatAnInterruptedRunLeftDoesNoHarm() throws Exception {
        prepared();
        own(".offerflow/fresh/skill/SKILL.md", "half");
        own(".offerflow/fresh/SOUL.md", "half");
        Files.delete(home.resolve("obol-skills/gas/SKILL.md"));
        Files.delete(home.resolve("obol-skills/gas"));
        prepared();
        assertThat(read("obol-skills/gas/SKILL.md")).isEqualTo("skill gas\n");
        assertThat(read("SOUL.md")).isEqualTo("first soul\n");
    }

    @Test
    void aMissingTextStopsThePodAndLeavesWhatWasThere() throws Exception {
        prepared();
        own("SOUL.md", "mine");
        Files.delete(disk.resolve("soul/soul.md"));
        assertThat(run("r9").code()).isNotZero();
        assertThat(read("SOUL.md")).isEqualTo("mine");
        assertThat(installed()).containsExactly("addresses", "gas");
    }

    @Test
    void theScriptIsWholeInThePodAndItsVolumesAreThere() {
        assertThat(INIT.at("/command/1").asText()).isEqualTo("-ceu");
        assertThat(INIT.at("/command/2").asText()).contains("umask 077");
        JsonNode pod = Json.mapper()
                .valueToTree(HermesPod.template(AGENT, Credentials.withoutWallet("1"), AgentSettings.DEFAULTS));
        for (String map : List.of(
                AgentChildren.name(ChildKind.CONFIG_MAP),
                AgentChildren.name(ChildKind.SOUL),
                AgentChildren.name(ChildKind.SKILLS))) {
            assertThat(pod.at("/spec/volumes").toString()).contains("\"" + map + "\"");
        }
        for (JsonNode mount : INIT.path("volumeMounts")) {
            boolean written = List.of("data", "tmp").contains(mount.path("name").asText());
            assertThat(mount.path("readOnly").asBoolean()).isEqualTo(!written);
        }
    }
}
