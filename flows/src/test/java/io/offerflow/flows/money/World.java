package io.offerflow.flows.money;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Json;
import io.offerflow.cluster.ServiceOfferReader;
import io.offerflow.cluster.Settings;
import io.offerflow.dev.fault.FaultProxy;
import io.offerflow.dev.fault.Upstream;
import io.offerflow.dev.stack.SampleOffer;
import io.offerflow.verifier.VerifierApp;
import io.offerflow.verifier.VerifierSettings;
import io.offerflow.verifier.proxy.Target;
import io.offerflow.verifier.route.OfferBook;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A gate with both listeners, the faults before its facilitator, and what it sells. */
final class World implements AutoCloseable {
    static final String ADMIN_TOKEN = "a token for the test";

    private final Goods goods = new Goods();
    private final TokenChain chain;
    private final FaultProxy faults;
    private final VerifierApp gate;
    private final Path ledger;

    World(Path folder, TokenChain chain, InstantSource clock, Pace pace) throws IOException {
        this.chain = chain;
        this.faults = FaultProxy.start(0, Upstream.of(chain.facilitator()), InstantSource.system());
        this.ledger = folder.resolve("ledger.db");
        Path token = Files.writeString(folder.resolve("token"), ADMIN_TOKEN);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(VerifierSettings.VERIFY_LISTEN, "127.0.0.1:0");
        settings.put(VerifierSettings.PROXY_LISTEN, "127.0.0.1:0");
        settings.put(VerifierSettings.ADMIN_LISTEN, "127.0.0.1:0");
        settings.put(VerifierSettings.CONFIG, folder.resolve("none.yaml").toString());
        settings.put(VerifierSettings.LEDGER, "jdbc:sqlite:" + ledger);
        settings.put(VerifierSettings.FACILITATOR, faults.address().toString());
        settings.put(VerifierSettings.ADMIN_TOKEN_FILE, token.toString());
        settings.put(VerifierSettings.VERIFY_TIMEOUT, pace.verify().toMillis() + "ms");
        settings.put(VerifierSettings.SETTLE_TIMEOUT, pace.settle().toMillis() + "ms");
        settings.put(VerifierSettings.SETTLE_WAIT, pace.patience().toMillis() + "ms");
        settings.put(VerifierSettings.PROXY_TIMEOUT, pace.patience().toMillis() + "ms");
        this.gate = VerifierApp.start(
                VerifierSettings.of(Settings.of(settings)),
                new VerifierApp.Source(
                        book -> {
                            fill(book);
                            return () -> {};
                        },
                        ref -> new Target.Lookup.Found(new Target(
                                goods.address(), Counter.PUBLIC.path(), Target.Kind.HTTP, Optional.empty()))),
                clock);
    }

    private static void fill(OfferBook book) {
        for (Counter counter : Counter.values()) {
            GenericKubernetesResource offer = SampleOffer.stored(counter.offer(), "0.001");
            ObjectNode spec =
                    Json.mapper().valueToTree(offer.getAdditionalProperties().get("spec"));
            spec.put("settlement", counter.settlement().name());
            offer.setAdditionalProperty("spec", spec);
            book.put(ServiceOfferReader.read(offer));
        }
        book.completed();
    }

    TokenChain chain() {
        return chain;
    }

    FaultProxy faults() {
        return faults;
    }

    /** The ledger's file, readable while the gate runs. */
    Path ledger() {
        return ledger;
    }

    /** The listener that answers for this counter. */
    URI listener(Counter counter) {
        return uri(counter == Counter.PUBLIC ? gate.proxyAddress() : gate.verifyAddress());
    }

    URI admin() {
        return uri(gate.adminAddress());
    }

    private static URI uri(InetSocketAddress address) {
        return URI.create("http://127.0.0.1:" + address.getPort());
    }

    @Override
    public void close() {
        gate.close();
        faults.close();
        goods.close();
    }
}
