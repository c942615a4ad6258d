package io.offerflow.api.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.Metadata;
import io.offerflow.api.ObjectStatus;
import io.offerflow.api.Ref;
import io.offerflow.api.condition.Condition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a registration: of an offer, which the shared {@link AgentIdentity} then speaks for, or of an endpoint, which has an identity of its own.
 * Meanings and bounds: {@code deploy/crds/registrationrequests.yaml}.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RegistrationRequest(Metadata metadata, Spec spec, @Nullable Status status) {
    public static final String FINALIZER = "registrationrequests.obol.org/finalizer";

    public static final String ACTIVE = "Active";
    public static final String TOMBSTONED = "Tombstoned";

    public RegistrationRequest {
        spec = spec == null ? Spec.EMPTY : spec;
    }

    public Ref ref() {
        return metadata.ref();
    }

    public Status statusOrEmpty() {
        return status == null ? Status.EMPTY : status;
    }

    /** Whether the registration is still wanted. */
    public boolean active() {
        return !metadata.deleting() && !TOMBSTONED.equals(spec.desiredState());
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(
            @Nullable String serviceOfferName,
            @Nullable String serviceOfferNamespace,
            @Nullable String desiredState,
            @Nullable String chain,
            @Nullable String name,
            @Nullable String description,
            @Nullable String endpoint,
            @Nullable String registry,
            @Nullable SecretKey privateKeySecret) {
        public static final Spec EMPTY = new Spec(null, null, null, null, null, null, null, null, null);

        /** The offer that is registered; null for an endpoint of its own. */
        public @Nullable Ref offer() {
            return serviceOfferName == null || serviceOfferNamespace == null
                    ? null
                    : new Ref(serviceOfferNamespace, serviceOfferName);
        }

        /** Whether it has an identity of its own instead of mirroring the shared one. */
        public boolean standsAlone() {
            return endpoint != null && !endpoint.isBlank() || offer() == null;
        }
    }

    /** Names an entry of a Secret of the same namespace; what is in it is read by a signer only. */
    public record SecretKey(String name, String key) {}

    /**
     * What was observed.
     *
     * @param message one sentence
     * @param registrationTxHash transaction that minted; {@code txHash} the newest one, whatever it does
     * @param registrationUri as the registry has it
     * @param explorer link to {@code txHash} for people
     * @param signer address that signs, while it is not known to be the owner
     * @param attempts hashes of all transactions of the open write
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Status(
            long observedGeneration,
            @Nullable String phase,
            @Nullable String message,
            @Nullable String publishedUrl,
            @Nullable String agentId,
            @Nullable String registrationTxHash,
            @Nullable String registrationOwner,
            @Nullable String registrationUri,
            @Nullable Long registrationSearchFromBlock,
            @Nullable Boolean metadataSynced,
            @Nullable String chainId,
            @Nullable String registry,
            @Nullable String signer,
            @Nullable String txHash,
            @Nullable String explorer,
            List<String> attempts,
            @Nullable Long blockNumber,
            @Nullable String blockHash,
            @Nullable Long confirmations,
            @Nullable String errorMessage,
            @Nullable LastError lastError,
            List<Condition> conditions)
            implements ObjectStatus {
        public static final Status EMPTY = new Status(
                0, null, null, null, null, null, null, null, null, null, null, null, null, null, null, List.of(), null,
                null, null, null, null, List.of());

        public Status {
            attempts = attempts == null ? List.of() : List.copyOf(attempts);
            conditions = conditions == null ? List.of() : List.copyOf(conditions);
        }

        @Override
        public String phaseName() {
            return String.valueOf(phase);
        }
    }

    /**
     * Why it is not further.
     *
     * @param code name of a {@link io.offerflow.api.condition.Reason}
     * @param reason a sentence
     * @param retryAt null when only a change helps
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LastError(String code, String reason, @Nullable Instant retryAt) {}
}
