package io.offerflow.activities.identity.document;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.offerflow.activities.identity.document.DocumentFacts.Listed;
import io.offerflow.activities.identity.document.DocumentFacts.Registration;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.identity.RegistryChain;
import io.offerflow.cluster.ServiceOfferReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Facts for tests; the offers are read from YAML, as the product reads them from the cluster. */
final class Facts {
    static final URI SHOP = URI.create("https://shop.example");
    static final String REGISTRY = "0x8004A818BFB912233c491871b3d84c89A494BD9e";

    private Facts() {}

    /** An offer of {@code src/test/resources/registration}. */
    static ServiceOffer offer(String file) {
        return switch (ServiceOfferReader.read(
                Serialization.unmarshal(text(file + ".yaml"), GenericKubernetesResource.class))) {
            case ServiceOfferReader.Readable readable -> readable.offer();
            case ServiceOfferReader.Unreadable unreadable -> throw new AssertionError(unreadable);
        };
    }

    static DocumentFacts of(@Nullable URI url, List<Listed> offers, Registration... registrations) {
        return new DocumentFacts("default", url, offers, List.of(registrations));
    }

    static Listed published(String file) {
        return new Listed(offer(file), true);
    }

    static Listed dark(String file) {
        return new Listed(offer(file), false);
    }

    static Registration id(long chain, String id) {
        return new Registration(RegistryChain.of(BigInteger.valueOf(chain)), REGISTRY, new BigInteger(id));
    }

    static String text(String file) {
        try (InputStream in = Facts.class.getResourceAsStream("/registration/" + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
