package io.offerflow.verifier.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Ref;
import io.offerflow.api.gate.GateReport;
import io.offerflow.verifier.Offers;
import io.offerflow.verifier.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gate that starts while the API server is away. */
class OfferSnapshotsTest {
    private static final Ref ECHO = new Ref("shop", "echo");

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final AtomicReference<RouteTable> table = new AtomicReference<>(RouteTable.EMPTY);

    private OfferBook book() {
        return new OfferBook(clock, AgentModel.SHOWN, table::set);
    }

    private Path file() {
        return folder.resolve("offers");
    }

    private OfferSnapshots snapshots(OfferBook book, boolean listed, JsonNode... objects) {
        return new OfferSnapshots(
                new OfferSnapshots.Settings(file(), Duration.ofHours(1), Duration.ofMillis(1), Duration.ofMillis(5)),
                new OfferSnapshots.Offers(book, () -> listed, () -> List.of(objects), () -> 1),
                clock);
    }

    private void written(Offers... offers) {
        JsonNode[] objects = List.of(offers).stream().map(Offers::json).toArray(JsonNode[]::new);
        try (OfferBook book = book();
                OfferSnapshots snapshots = snapshots(book, true, objects)) {
            Awaitility.await().until(() -> Files.exists(file()));
            assertThat(snapshots.inUse()).isFalse();
        }
        table.set(RouteTable.EMPTY);
    }

    private GateReport.State state(Ref ref) {
        return table.get().report(ref).map(GateReport::state).orElse(GateReport.State.Unknown);
    }

    @Test
    void servesWhatItServedBeforeUntilTheListComes() {
        Offers agent = Offers.offer("shop", "agent")
                .with("/spec/type", "'agent'")
                .with("/status/agentResolution", "{'model':'m','skills':[]}");
        written(
                Offers.offer("shop", "echo"),
                agent,
                Offers.offer("shop", "bad").with("/spec/upstream", "{'port':'x'}"));
        clock.forward(Duration.ofMinutes(10));
        try (OfferBook book = book();
                OfferSnapshots snapshots = snapshots(book, false)) {
            Awaitility.await().until(() -> table.get().complete());
            assertThat(state(ECHO)).isEqualTo(GateReport.State.Served);
            assertThat(state(new Ref("shop", "agent"))).isEqualTo(GateReport.State.Served);
            assertThat(state(new Ref("shop", "bad"))).isEqualTo(GateReport.State.Quarantined);
            Awaitility.await().until(snapshots::inUse);
            assertThat(snapshots.ageSeconds()).isEqualTo(600);
            book.put(Offers.offer("shop", "new").read());
            book.completed(Set.of(new Ref("shop", "new")));
            Awaitility.await().until(() -> state(ECHO) == GateReport.State.Unknown);
            assertThat(state(new Ref("shop", "new"))).isEqualTo(GateReport.State.Served);
            assertThat(table.get().fallowAbove("/services/echo"))
                    .as("never free")
                    .isEqualTo("/services/echo");
        }
    }

    @Test
    void aFileThatIsDamagedOrTooOldIsNotUsed() throws IOException {
        written(Offers.offer("shop", "echo"));
        String good = Files.readString(file());
        Files.writeString(file(), good.replace("0.001", "0.000"));
        try (OfferBook book = book();
                OfferSnapshots snapshots = snapshots(book, false)) {
            Awaitility.await().during(Duration.ofMillis(100)).until(() -> !table.get()
                    .complete());
            assertThat(snapshots.inUse()).isFalse();
        }
        Files.writeString(file(), good);
        clock.forward(Duration.ofMinutes(61));
        try (OfferBook book = book();
                OfferSnapshots snapshots = snapshots(book, false)) {
            Awaitility.await().during(Duration.ofMillis(100)).until(() -> !table.get()
                    .complete());
            assertThat(snapshots.inUse()).isFalse();
        }
    }

    @Test
    void whatTheApiServerSaidAlreadyIsNewerThanTheFile() {
        written(Offers.offer("shop", "echo").with("/metadata/generation", "1"));
        try (OfferBook book = book()) {
            book.put(Offers.offer("shop", "echo")
                    .with("/metadata/generation", "2")
                    .read());
            try (OfferSnapshots snapshots = snapshots(book, false)) {
                Awaitility.await().until(() -> table.get().complete());
                assertThat(table.get().report(ECHO).orElseThrow().generation()).isEqualTo(2);
                assertThat(snapshots.ageSeconds()).isZero();
            }
        }
    }
}
