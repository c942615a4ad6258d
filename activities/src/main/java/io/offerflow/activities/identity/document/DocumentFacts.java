package io.offerflow.activities.identity.document;

import io.offerflow.api.ServiceOffer;
import io.offerflow.api.identity.RegistryChain;
import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the document of the shared identity depends on. The order of the lists means nothing.
 *
 * @param name what the identity is called while no offer gives it a name
 * @param publicUrl the address under which buyers reach the gateway; null when nobody outside can
 * @param offers every offer of the identity; those that are not registered, or are being deleted, count for nothing
 * @param registrations confirmed ids only: what is told here must be on the chain
 */
public record DocumentFacts(
        String name, @Nullable URI publicUrl, List<Listed> offers, List<Registration> registrations) {

    public DocumentFacts {
        offers = List.copyOf(offers);
        registrations = List.copyOf(registrations);
    }

    /**
     * The same for an endpoint that is no offer's. It is taken at its owner's word; that it takes payments is not told, for nobody saw it.
     *
     * @param endpoint its address
     * @param active false makes a tombstone
     */
    public record Endpoint(
            String name,
            @Nullable String description,
            String endpoint,
            boolean active,
            List<Registration> registrations) {
        public Endpoint {
            registrations = List.copyOf(registrations);
        }
    }

    /** @param published buyers can pay for it now */
    public record Listed(ServiceOffer offer, boolean published) {}

    /**
     * An id that a registry gave.
     *
     * @param registry its address, 0x and 40 hexadecimal digits
     * @param agentId from 0 to 2^256 - 1
     */
    public record Registration(RegistryChain chain, String registry, BigInteger agentId) {
        public Registration {
            if (agentId.signum() < 0 || agentId.bitLength() > 256) {
                throw new IllegalArgumentException("agent id " + agentId + " does not fit 256 bits without sign");
            }
        }

        /** The registry as CAIP-10 writes it. */
        String agentRegistry() {
            return chain.registryName(registry);
        }
    }
}
