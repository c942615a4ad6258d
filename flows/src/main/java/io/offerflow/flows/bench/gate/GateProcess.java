package io.offerflow.flows.bench.gate;

import io.offerflow.api.Ref;
import io.offerflow.cluster.ServiceOfferReader;
import io.offerflow.cluster.Settings;
import io.offerflow.dev.stack.SampleOffer;
import io.offerflow.verifier.VerifierApp;
import io.offerflow.verifier.VerifierSettings;
import io.offerflow.verifier.route.OfferBook;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A verifier with many offers and without a cluster, until it is killed. Arguments: port, number of offers, folder for its files. */
final class GateProcess {
    static final String SELLER = SampleOffer.PAY_TO;

    private static final long POLL_MILLIS = 20;

    private GateProcess() {}

    /** A gate on a core of its own, which refuses signatures by others than the payer itself. */
    static Pinned start(int offers, URI facilitator, Path folder) throws IOException, InterruptedException {
        Map<String, String> settings = Map.of(
                VerifierSettings.FACILITATOR,
                facilitator.toString(),
                VerifierSettings.EOA_ONLY,
                Boolean.TRUE.toString());
        Pinned gate = Pinned.start(
                Pinned.SERVER, GateProcess.class, settings, List.of(Integer.toString(offers), folder.toString()));
        awaitReady(gate);
        return gate;
    }

    private static void awaitReady(Pinned gate) throws IOException, InterruptedException {
        URL ready = URI.create("http://127.0.0.1:" + gate.port() + "/readyz").toURL();
        while (((HttpURLConnection) ready.openConnection()).getResponseCode() != HttpURLConnection.HTTP_OK) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        int offers = Integer.parseInt(args[1]);
        Path config = Path.of(args[2], "pricing.yaml");
        Files.writeString(config, "wallet: \"" + SELLER + "\"\nchain: base-sepolia\nroutes: []\n");
        Map<String, String> settings = new HashMap<>(System.getenv());
        settings.put(VerifierSettings.VERIFY_LISTEN, "127.0.0.1:" + port);
        settings.put(VerifierSettings.ADMIN_LISTEN, "127.0.0.1:0");
        settings.put(VerifierSettings.PROXY_LISTEN, "127.0.0.1:0");
        settings.put(VerifierSettings.CONFIG, config.toString());
        settings.put(VerifierSettings.LEDGER, "jdbc:sqlite:" + config.resolveSibling("ledger-" + port + ".db"));
        VerifierApp.start(
                VerifierSettings.of(Settings.of(settings)),
                VerifierApp.Source.judged(book -> fill(book, offers)),
                Clock.systemUTC());
    }

    private static AutoCloseable fill(OfferBook book, int offers) {
        for (int i = 0; i < offers; i++) {
            book.put(ServiceOfferReader.read(SampleOffer.stored(new Ref("bench", "s" + i), "0.001")));
        }
        book.completed();
        return () -> {};
    }
}
