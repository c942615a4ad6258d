package io.offerflow.flows.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.condition.Reason;
import io.offerflow.dev.fault.ActiveRule;
import io.offerflow.dev.fault.Fault;
import io.offerflow.dev.fault.FaultRule;
import io.offerflow.dev.stack.DevOptions.Kind;
import io.offerflow.dev.stack.ProcessRoles;
import io.offerflow.dev.stack.ProcessRoles.Role;
import io.offerflow.dev.temporal.RealTemporal;
import io.offerflow.dev.temporal.TemporalBackend;
import io.offerflow.flows.chain.Anvil;
import io.offerflow.flows.real.RealStack;
import io.offerflow.workflows.chain.ChainAccountWorkflow;
import io.offerflow.workflows.client.TemporalConnection;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A mint whose answer is lost, while worker and Temporal die: with real servers and processes. Needs them and anvil; without, it says so. */
class RegistrationRestartIT {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationRestartIT.class);
    private static final String SEND = "eth_sendRawTransaction";

    /** The tests' own configuration would keep the processes silent. */
    private static final Map<String, String> TALKATIVE = Map.of(
            "OFFERFLOW_LOG_LEVEL",
            "DEBUG",
            "JAVA_TOOL_OPTIONS",
            "-Dlogback.configurationFile=io/offerflow/dev/logback.xml");

    @TempDir
    Path folder;

    @Test
    void one_id_is_minted_though_worker_and_temporal_die_in_between_and_the_key_is_nowhere() throws Exception {
        Optional<String> absence =
                Anvil.program().isEmpty() ? Optional.of("no anvil on the path") : RealStack.absence();
        absence.ifPresent(why -> {
            LOG.warn("left out: {}", why);
            Assumptions.abort(why);
        });
        try (Registrar registrar = Registrar.start(Kind.REAL, folder, TALKATIVE)) {
            ActiveRule lost = registrar.proxy.add(
                    FaultRule.on("POST", "**", new Fault.DropAfter()).containing(SEND));
            Seller seller = Seller.at(registrar.stack);
            seller.publicUrl("https://one.example");
            seller.offer("first");
            seller.await("a transaction is sent", lost::hits, hits -> hits > 0);

            ProcessRoles roles = (ProcessRoles) registrar.stack.roles();
            roles.kill(Role.WORKER);
            RealTemporal temporal = (RealTemporal) registrar.stack.temporal();
            temporal.kill();
            temporal.restart();
            registrar.proxy.clearRules();
            roles.launch(Role.WORKER);
            roles.awaitReady(Role.WORKER);

            seller.awaitRegistered("first", Reason.Registered);
            assertThat(registrar.registry().registrations()).isEqualTo(1);
            assertThat(registrar.registry().ownerOf("0")).isEqualToIgnoringCase(registrar.account);
            nowhere(registrar, seller);
        }
    }

    private void nowhere(Registrar registrar, Seller seller) throws IOException {
        Map<String, String> places = Map.of(
                "history of the account",
                history(registrar, ChainAccountWorkflow.id(BigInteger.valueOf(31_337), registrar.account)),
                "history of the identity",
                history(registrar, "agentidentity/x402/default"),
                "objects and Events",
                seller.everything(),
                "logs",
                logs());
        places.forEach((place, text) -> {
            assertThat(text).as(place).containsIgnoringCase(registrar.account);
            assertThat(text.contains(Registrar.KEY)).as("the key in " + place).isFalse();
            assertThat(text.contains(Registrar.TOKEN))
                    .as("the token in " + place)
                    .isFalse();
        });
    }

    /** Payloads are bytes of JSON, so that the events' own bytes show them as they are. */
    private static String history(Registrar registrar, String workflow) {
        TemporalConnection temporal =
                TemporalConnection.over(registrar.stack.temporal().stubs(), TemporalBackend.NAMESPACE);
        StringBuilder text = new StringBuilder();
        temporal.client()
                .fetchHistory(workflow)
                .getEvents()
                .forEach(event -> text.append(event.toByteString().toString(StandardCharsets.ISO_8859_1)));
        return text.toString();
    }

    private String logs() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".log")).toList()) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }
}
