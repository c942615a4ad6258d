package io.offerflow.flows;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.activities.WorkerSettings;
import io.offerflow.activities.chain.AccountSettings;
import io.offerflow.activities.chain.ChainSettings;
import io.offerflow.activities.identity.IdentityWorkerSettings;
import io.offerflow.activities.identity.document.ServingSettings;
import io.offerflow.cluster.KubeClients;
import io.offerflow.cluster.gate.GateToken;
import io.offerflow.cluster.gate.ReplicaSource;
import io.offerflow.cluster.upstream.UpstreamPolicy;
import io.offerflow.verifier.VerifierSettings;
import io.offerflow.watcher.WatcherSettings;
import io.offerflow.workflows.TemporalSettings;
import io.offerflow.workflows.agent.AgentSettings;
import io.offerflow.workflows.identity.IdentitySettings;
import io.offerflow.workflows.offer.ControllerSettings;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettingsReferenceTest {
    /** Read by the shell or by the logging configuration, not by a settings class. */
    private static final Set<String> ELSEWHERE =
            Set.of("OFFERFLOW_LOG_LEVEL", "OFFERFLOW_JAVA_HOME", "OFFERFLOW_JAVA_OPTIONS");

    @Test
    void the_reference_page_lists_exactly_the_settings_that_exist() throws IOException {
        String page = Files.readString(Path.of("../docs/reference/settings.md"));
        Set<String> documented = Pattern.compile("`(OFFERFLOW_[A-Z_]+)` \\|")
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> existing = new TreeSet<>(ELSEWHERE);
        Stream.of(
                        ControllerSettings.class,
                        AgentSettings.class,
                        WorkerSettings.class,
                        WatcherSettings.class,
                        VerifierSettings.class,
                        KubeClients.class,
                        ReplicaSource.class,
                        GateToken.class,
                        ChainSettings.class,
                        AccountSettings.class,
                        ServingSettings.class,
                        IdentitySettings.class,
                        IdentityWorkerSettings.class,
                        UpstreamPolicy.class,
                        TemporalSettings.class)
                .flatMap(SettingsReferenceTest::names)
                .forEach(existing::add);
        assertThat(documented).isEqualTo(existing);
    }

    private static Stream<String> names(Class<?> settings) {
        return Stream.of(settings.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == String.class)
                .map(SettingsReferenceTest::value)
                .filter(value -> value.startsWith("OFFERFLOW_"));
    }

    private static String value(Field field) {
        try {
            return String.valueOf(field.get(null));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(field.toString(), e);
        }
    }
}
