package io.offerflow.verifier;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.offerflow.api.gate.GateReport.State;
import io.offerflow.verifier.config.SettingsFile;
import io.offerflow.verifier.pay.PayerCheck;
import io.offerflow.verifier.proxy.Withheld;
import io.offerflow.verifier.route.GateRoutes;
import io.offerflow.verifier.route.OfferInformer;
import io.offerflow.verifier.route.OfferSnapshots;
import io.offerflow.verifier.signature.Signatures;
import io.offerflow.verifier.tls.Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The verifier's own state as metrics. */
final class GateGauges {
    private static final String PREFIX = "offerflow.verifier.";

    private final MeterRegistry registry;

    GateGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    void routes(GateRoutes routes, InstantSource clock) {
        for (State state : List.of(State.Served, State.Quarantined, State.Conflict, State.Withdrawn)) {
            Gauge.builder(PREFIX + "offers", () -> routes.offers().count(state))
                    .description("Offers by what the gate makes of them")
                    .tag("state", state.name())
                    .register(registry);
        }
        gauge("route.table.age.seconds", "Since the table was built", () -> Duration.between(
                        routes.offers().builtAt(), clock.instant())
                .toSeconds());
        gauge("ready", "1 when answers can be given", () -> routes.notReady().isEmpty() ? 1 : 0);
    }

    void informer(OfferInformer informer) {
        gauge("watching", "1 while the watch on offers stands", () -> informer.watching() ? 1 : 0);
        gauge(
                "watch.stopped",
                "1 when the watch ended for good; alarm on it",
                () -> informer.stoppedUnexpectedly() ? 1 : 0);
        FunctionCounter.builder(PREFIX + "watch.failures", informer, OfferInformer::failures)
                .description("Failures of the watch on offers, each retried")
                .register(registry);
    }

    void snapshots(OfferSnapshots snapshots) {
        gauge("snapshot.age.seconds", "Since the offers on disk were the API server's", snapshots::ageSeconds);
        gauge(
                "snapshot.in.use",
                "1 while routes come from disk, not from the API server",
                () -> snapshots.inUse() ? 1 : 0);
    }

    void settings(SettingsFile file) {
        gauge("settings.healthy", "0 while the settings file cannot be used", () -> file.healthy() ? 1 : 0);
        FunctionCounter.builder(PREFIX + "settings.errors", file, SettingsFile::errors)
                .description("Distinct failures to use the settings file")
                .register(registry);
    }

    void certificate(Certificate certificate) {
        gauge("tls.healthy", "0 while certificate and key cannot be used", () -> certificate.healthy() ? 1 : 0);
        gauge("tls.expiry.seconds", "When the certificate in use expires, in seconds since 1970", () -> certificate
                .notAfter()
                .getEpochSecond());
    }

    void payers(Signatures signatures, PayerCheck payers) {
        gauge(
                "signature.native",
                "1 when signatures are checked by the native library, 0 in Java",
                () -> signatures.isNative() ? 1 : 0);
        gauge("unproven.payers", "Verifications that run for payers the gate could not prove", payers::openNow);
    }

    void withheld(Withheld withheld) {
        gauge(
                "withheld.answers",
                "Answers that are kept because it is not known whether they were paid",
                withheld::count);
        gauge("withheld.bytes", "Memory that they take", withheld::bytes);
        FunctionCounter.builder(PREFIX + "withheld.delivered", withheld, Withheld::delivered)
                .description("Those that were delivered when they turned out paid")
                .register(registry);
        for (Withheld.Loss why : Withheld.Loss.values()) {
            FunctionCounter.builder(PREFIX + "withheld.dropped", withheld, kept -> kept.lost(why))
                    .description("Those that were dropped, by why")
                    .tag("reason", why.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(PREFIX + name, value).description(description).register(registry);
    }
}
