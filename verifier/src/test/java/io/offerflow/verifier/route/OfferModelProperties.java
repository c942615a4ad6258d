package io.offerflow.verifier.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Ref;
import io.offerflow.api.gate.GateReport;
import io.offerflow.verifier.Offers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Change by change or all at once: the same offers give the same table. */
class OfferModelProperties {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final List<String> PATHS =
            List.of("/a", "/a/b", "/a/b/c", "/a/bc", "/d/e", "/d/e/f", "/api/x", "/g");

    /** One change of an offer; {@code path} null deletes it. */
    record Step(String namespace, int name, @Nullable String path, int day, int kind) {
        Ref ref() {
            return new Ref(namespace, "o" + name);
        }

        KnownOffer offer() {
            Offers offer = Offers.offer(namespace, "o" + name)
                    .with("/spec/path", "'" + path + "'")
                    .with("/metadata/creationTimestamp", "'2026-05-0" + day + "T00:00:00Z'");
            return KnownOffer.of(
                    switch (kind) {
                        case 0 ->
                            offer.with("/spec/drainAt", "'2026-05-31T23:00:00Z'")
                                    .read();
                        case 1 ->
                            offer.with("/spec/payment/price/perRequest", "'no'").read();
                        case 2 ->
                            offer.with("/metadata/deletionTimestamp", "'2026-05-31T00:00:00Z'")
                                    .read();
                        case 3 ->
                            offer.with("/spec/drainAt", "'2026-05-31T23:30:00Z'")
                                    .read();
                        default -> offer.read();
                    },
                    NOW,
                    AgentModel.SHOWN);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of("x", "y", "z"),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(PATHS).injectNull(0.2),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(0, 9))
                .as(Step::new)
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 300)
    void changeByChangeOrAllAtOnceGivesTheSameTable(@ForAll("steps") List<Step> steps) {
        OfferModel stepwise = new OfferModel();
        Map<Ref, KnownOffer> last = new HashMap<>();
        for (Step step : steps) {
            KnownOffer offer = step.path == null ? null : step.offer();
            stepwise.change(step.ref(), offer, NOW);
            if (offer == null) {
                last.remove(step.ref());
            } else {
                last.put(step.ref(), offer);
            }
        }
        OfferModel fresh = new OfferModel();
        last.forEach((ref, offer) -> fresh.change(ref, offer, NOW));
        for (Instant at : List.of(NOW, NOW.plusSeconds(1_800), NOW.plusSeconds(7_200))) {
            stepwise.tick(at);
            fresh.tick(at);
            RouteTable table = stepwise.table(new RouteTable.Edition(at, 1, true));
            RouteTable expected = fresh.table(new RouteTable.Edition(at, 1, true));
            assertThat(table.reports()).isEqualTo(expected.reports());
            assertThat(owners(table)).isEqualTo(owners(expected));
            for (GateReport.State state : GateReport.State.values()) {
                assertThat(table.count(state)).isEqualTo(expected.count(state));
            }
            // Nothing that ever had an offer turns open.
            steps.stream()
                    .filter(step -> step.path != null && !step.path.startsWith("/api"))
                    .forEach(step -> assertThat(table.owner(step.path) != null || table.fallowAbove(step.path) != null)
                            .as(step.path)
                            .isTrue());
        }
    }

    /** Who answers each path. */
    private static List<String> owners(RouteTable table) {
        List<String> owners = new ArrayList<>();
        for (String path : PATHS) {
            OfferRules owner = table.owner(path + "/below");
            GateReport owning = table.reports().stream()
                    .filter(report -> table.rules(new Ref(report.namespace(), report.name())) == owner)
                    .findFirst()
                    .orElse(null);
            owners.add(path + " " + (owning == null ? "nobody" : owning.namespace() + "/" + owning.name()));
        }
        return owners;
    }
}
