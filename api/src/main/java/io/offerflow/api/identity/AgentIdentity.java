package io.offerflow.api.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.Metadata;
import io.offerflow.api.ObjectStatus;
import io.offerflow.api.Ref;
import io.offerflow.api.condition.Condition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One registration document, and one id per chain. The one that all offers share is made by the controller and outlives them. Meanings and bounds:
 * {@code deploy/crds/agentidentities.yaml}.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgentIdentity(Metadata metadata, @Nullable Status status) {
    public static final String FINALIZER = "agentidentities.obol.org/finalizer";

    /** The identity of all offers; the reference's name. */
    public static final Ref SHARED = new Ref("x402", "default");

    /** The ConfigMap where the reference's tunnel writes its address. */
    public static final Ref TUNNEL = new Ref("obol-frontend", "obol-stack-config");

    public Ref ref() {
        return metadata.ref();
    }

    public Status statusOrEmpty() {
        return status == null ? Status.EMPTY : status;
    }

    /** What was observed. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Status(
            long observedGeneration,
            @Nullable String phase,
            @Nullable String message,
            @Nullable String publishedUrl,
            List<Registration> registrations,
            List<Condition> conditions)
            implements ObjectStatus {
        public static final Status EMPTY = new Status(0, null, null, null, List.of(), List.of());

        public Status {
            registrations = registrations == null ? List.of() : List.copyOf(registrations);
            conditions = conditions == null ? List.of() : List.copyOf(conditions);
        }

        @Override
        public String phaseName() {
            return String.valueOf(phase);
        }

        /** The entry of a chain, under whichever of its names. */
        public Optional<Registration> on(RegistryChain chain) {
            return registrations.stream().filter(entry -> entry.isOn(chain)).findFirst();
        }
    }

    /**
     * One chain.
     *
     * @param chain its short name, or its CAIP-2 name where it has none
     * @param agentId decimal; empty before there is one
     * @param reason name of a {@link io.offerflow.api.condition.Reason}
     * @param owner of the id, as the registry says
     * @param signer address that signs, or signed, the mint
     * @param mintTxHash transaction that minted; {@code txHash} the newest one, whatever it does
     * @param explorer link to {@code txHash} for people
     * @param attempts hashes of all transactions of the open write
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Registration(
            String chain,
            @JsonInclude(JsonInclude.Include.ALWAYS) String agentId,
            @Nullable String phase,
            @Nullable String reason,
            @Nullable String message,
            @Nullable String chainId,
            @Nullable String registry,
            @Nullable String owner,
            @Nullable String signer,
            @Nullable String agentUri,
            @Nullable Boolean metadataSynced,
            @Nullable String mintTxHash,
            @Nullable String txHash,
            @Nullable String explorer,
            List<String> attempts,
            @Nullable Long blockNumber,
            @Nullable String blockHash,
            @Nullable Long confirmations,
            RegistrationRequest.@Nullable LastError lastError) {

        public Registration {
            chain = chain == null ? "" : chain;
            agentId = agentId == null ? "" : agentId;
            attempts = attempts == null ? List.of() : List.copyOf(attempts);
        }

        /** What is kept of an intent that is about to be handed to a signer. */
        public static Registration handedTo(String signer, RegistryChain chain, String registry, String agentId) {
            return new Registration(
                    chain.name(),
                    agentId,
                    null,
                    null,
                    null,
                    chain.id().toString(),
                    registry,
                    null,
                    signer,
                    null,
                    null,
                    null,
                    null,
                    null,
                    List.of(),
                    null,
                    null,
                    null,
                    null);
        }

        /** Whether it is of this chain, under whichever of its names. */
        public boolean isOn(RegistryChain wanted) {
            return RegistryChain.find(chain).filter(wanted::same).isPresent();
        }

        /** Whether both are of one registry of one chain. */
        public boolean samePlace(Registration other) {
            boolean sameRegistry =
                    registry != null && other.registry != null && registry.equalsIgnoreCase(other.registry);
            return sameRegistry && RegistryChain.find(chain).filter(other::isOn).isPresent();
        }
    }
}
