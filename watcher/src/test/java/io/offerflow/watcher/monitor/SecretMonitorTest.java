package io.offerflow.watcher.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.watcher.change.AgentFacts;
import io.offerflow.watcher.change.AgentIndex;
import io.offerflow.watcher.nudge.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SecretMonitorTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Ref KEY = new Ref("a", "hermes-model-key");

    private final Story story = new Story();
    private final AgentIndex agents = new AgentIndex();
    private final List<Consumer<Optional<Map<Ref, String>>>> asked = new ArrayList<>();
    private final SecretMonitor monitor = new SecretMonitor(INTERVAL, asked::add, agents, story.around.nudges());

    private void agent(String namespace) {
        agents.put(new AgentFacts(
                new Metadata(namespace, "quant", "u", "1", 1, Story.START, null, List.of(), Map.of(), Map.of()), null));
    }

    private void look(Map<Ref, String> versions) {
        story.pass(INTERVAL, monitor);
        asked.removeLast().accept(Optional.of(versions));
        story.pass(Duration.ofMillis(200), monitor);
    }

    @Test
    void withoutAgentsNothingIsAsked() {
        story.pass(Duration.ofMinutes(10), monitor);
        assertThat(asked).isEmpty();
    }

    @Test
    void aSecretThatChangesAppearsOrGoesIsToldToTheAgentsOfItsNamespaceOnce() {
        agent("a");
        agent("b");
        look(Map.of(KEY, "1"));
        look(Map.of(KEY, "1"));
        assertThat(story.nudges).isEmpty();
        look(Map.of(KEY, "2"));
        look(Map.of(KEY, "2"));
        look(Map.of());
        look(Map.of(KEY, "3"));
        assertThat(story.nudges).extracting(Story.Told::ref).containsOnly(new Ref("a", "quant"));
        assertThat(story.nudges).extracting(Story.Told::cause).containsOnly(Cause.SECRET);
        assertThat(story.nudges)
                .extracting(Story.Told::sentence)
                .containsExactly(
                        "Secret hermes-model-key changed",
                        "Secret hermes-model-key is gone",
                        "Secret hermes-model-key appeared");
    }

    @Test
    void oneQuestionAtATimeAndAnUnansweredOneTellsNothing() {
        agent("a");
        look(Map.of(KEY, "1"));
        story.pass(INTERVAL.multipliedBy(3), monitor);
        assertThat(asked).hasSize(1);
        asked.removeLast().accept(Optional.empty());
        look(Map.of(KEY, "1"));
        assertThat(story.nudges).isEmpty();
    }

    @Test
    void aLostLeadForgetsWhatMayBeStale() {
        agent("a");
        look(Map.of(KEY, "1"));
        monitor.reset();
        look(Map.of(KEY, "2"));
        assertThat(story.nudges).isEmpty();
    }
}
