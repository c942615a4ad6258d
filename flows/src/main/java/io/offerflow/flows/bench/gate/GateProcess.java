package io.offerflow.flows.bench.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.Json;
import io.offerflow.cluster.ServiceOfferReader;
import io.offerflow.cluster.Settings;
import io.offerflow.verifier.VerifierApp;
import io.offerflow.verifier.VerifierSettings;
import io.offerflow.verifier.route.OfferBook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** A verifier with many offers and without a cluster, until it is killed. Arguments: port, number of offers, folder for its files. */
final class GateProcess {
    static final String SELLER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

    private GateProcess() {}

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        int offers = Integer.parseInt(args[1]);
        Path config = Path.of(args[2], "pricing.yaml");
        Files.writeString(config, "wallet: \"" + SELLER + "\"\nchain: base-sepolia\nroutes: []\n");
        Map<String, String> settings = new HashMap<>(System.getenv());
        settings.put(VerifierSettings.VERIFY_LISTEN, "127.0.0.1:" + port);
        settings.put(VerifierSettings.ADMIN_LISTEN, "127.0.0.1:" + (port + 1));
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
            book.put(ServiceOfferReader.read(offer("s" + i)));
        }
        book.completed();
        return () -> {};
    }

    private static ObjectNode offer(String name) {
        ObjectNode offer =
                Json.mapper().createObjectNode().put("kind", "ServiceOffer").put("apiVersion", "obol.org/v1alpha1");
        offer.putObject("metadata")
                .put("namespace", "bench")
                .put("name", name)
                .put("uid", "uid-" + name)
                .put("resourceVersion", "1")
                .put("generation", 1)
                .put("creationTimestamp", "2026-05-01T00:00:00Z");
        ObjectNode payment = offer.putObject("spec").put("type", "http").putObject("payment");
        payment.put("network", "base-sepolia").put("payTo", SELLER);
        payment.putObject("price").put("perRequest", "0.001");
        return offer;
    }
}
