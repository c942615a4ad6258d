package io.offerflow.activities.identity.document;

import io.offerflow.api.ServiceOffer;
import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a document depends on. The order of the lists means nothing.
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

    /** @param published buyers can pay for it now */
    public record Listed(ServiceOffer offer, boolean published) {}

    /**
     * An id that a registry gave.
     *
     * @param registry its address, 0x and 40 hexadecimal digits
     * @param agentId from 0 to 2^256 - 1
     */
    public record Registration(long chainId, String registry, BigInteger agentId) {
        public Registration {
            if (agentId.signum() < 0 || agentId.bitLength() > 256) {
                throw new IllegalArgumentException("agent id " + agentId + " does not fit 256 bits without sign");
            }
        }

        /** The registry as CAIP-10 writes it. */
        String agentRegistry() {
            return "eip155:" + chainId + ":" + registry;
        }
    }
}
