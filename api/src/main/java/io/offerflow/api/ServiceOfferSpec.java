package io.offerflow.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the seller wants. Field meanings, units and bounds are described in {@code deploy/crds/serviceoffers.yaml}. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServiceOfferSpec(
        @Nullable String type,
        @Nullable AgentSelector agent,
        @Nullable Model model,
        @Nullable Upstream upstream,
        @Nullable Payment payment,
        List<Payment> payments,
        List<RouteSpec> routes,
        @Nullable String settlement,
        @Nullable String gate,
        @Nullable String path,
        Map<String, String> provenance,
        @Nullable Registration registration,
        @Nullable Instant drainAt,
        @Nullable String drainGracePeriod,
        @Nullable Boolean paused) {

    public static final String TYPE_INFERENCE = "inference";
    public static final String TYPE_FINE_TUNING = "fine-tuning";
    public static final String TYPE_HTTP = "http";
    public static final String TYPE_AGENT = "agent";

    public static final ServiceOfferSpec EMPTY = new ServiceOfferSpec(
            null, null, null, null, null, List.of(), List.of(), null, null, null, Map.of(), null, null, null, null);

    public ServiceOfferSpec {
        payments = payments == null ? List.of() : List.copyOf(payments);
        routes = routes == null ? List.of() : List.copyOf(routes);
        provenance = provenance == null ? Map.of() : Map.copyOf(provenance);
    }

    /** The type with the CRD's default. */
    public String effectiveType() {
        return type == null || type.isEmpty() ? TYPE_HTTP : type;
    }

    /** Every way to pay, the main one first: {@code payments}, or else {@code payment} alone; empty when there is none. */
    public List<Payment> effectivePayments() {
        if (!payments.isEmpty()) {
            return payments;
        }
        return payment == null ? List.of() : List.of(payment);
    }

    public boolean sellsAgent() {
        return TYPE_AGENT.equals(type);
    }

    /** Whether it names an agent of another namespace, whose key would be used for it. */
    public boolean sellsAgentOutside(String namespace) {
        AgentRef ref = agent == null ? null : agent.ref();
        return ref != null && ref.namespace() != null && !ref.namespace().equals(namespace);
    }

    public record AgentSelector(@Nullable AgentRef ref) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AgentRef(@Nullable String name, @Nullable String namespace) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Model(@Nullable String name, @Nullable String runtime) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Upstream(
            @Nullable String service, @Nullable String namespace, @Nullable Integer port, @Nullable String healthPath) {
        public static final int DEFAULT_PORT = 11434;
        public static final String DEFAULT_HEALTH_PATH = "/health";

        public int effectivePort() {
            return port == null ? DEFAULT_PORT : port;
        }

        public String effectiveHealthPath() {
            return healthPath == null || healthPath.isEmpty() ? DEFAULT_HEALTH_PATH : healthPath;
        }
    }

    /** {@code maxTimeoutSeconds}: seconds a payment authorization stays valid. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Payment(
            @Nullable String scheme,
            @Nullable String network,
            @Nullable String payTo,
            @Nullable Long maxTimeoutSeconds,
            @Nullable Asset asset,
            @Nullable Price price) {
        public static final long DEFAULT_TIMEOUT_SECONDS = 300;
        public static final long MAX_TIMEOUT_SECONDS = 86_400;

        public long effectiveTimeoutSeconds() {
            if (maxTimeoutSeconds == null || maxTimeoutSeconds < 1) {
                return DEFAULT_TIMEOUT_SECONDS;
            }
            return Math.min(maxTimeoutSeconds, MAX_TIMEOUT_SECONDS);
        }
    }

    /** {@code decimals}: digits after the point of one whole token. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Asset(
            @Nullable String address,
            @Nullable String symbol,
            @Nullable Integer decimals,
            @Nullable String transferMethod,
            @Nullable String eip712Name,
            @Nullable String eip712Version) {}

    /** Exactly one is set: plain decimals of whole tokens per request, per million tokens, or per hour. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Price(@Nullable String perRequest, @Nullable String perMTok, @Nullable String perHour) {}

    /** A part of the offer; {@code path} is below the offer's own, {@code methods} and {@code summary} are for catalogs only. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record RouteSpec(
            @Nullable String path,
            List<String> methods,
            @Nullable String gate,
            @Nullable Price price,
            @Nullable String summary) {
        public static final String PAID = "paid";
        public static final String FREE = "free";
        public static final String AUTH = "auth";

        public RouteSpec {
            methods = methods == null ? List.of() : List.copyOf(methods);
        }

        public String effectiveGate() {
            return gate == null || gate.isEmpty() ? PAID : gate;
        }
    }

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Registration(
            @Nullable Boolean enabled,
            @Nullable Boolean required,
            @Nullable String chain,
            @Nullable String name,
            @Nullable String description,
            @Nullable String image,
            List<RegistrationService> services,
            List<String> supportedTrust,
            List<String> skills,
            List<String> domains,
            Map<String, String> metadata) {
        public Registration {
            services = services == null ? List.of() : List.copyOf(services);
            supportedTrust = supportedTrust == null ? List.of() : List.copyOf(supportedTrust);
            skills = skills == null ? List.of() : List.copyOf(skills);
            domains = domains == null ? List.of() : List.copyOf(domains);
            metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RegistrationService(String name, @Nullable String endpoint, @Nullable String version) {}

    /** Where the offer is registered: {@code registration.chain}, or else the network of its main payment; null when neither is there. */
    public @Nullable String registrationChain() {
        if (registration != null
                && registration.chain() != null
                && !registration.chain().isBlank()) {
            return registration.chain();
        }
        return effectivePayments().stream().findFirst().map(Payment::network).orElse(null);
    }

    public boolean registrationEnabled() {
        return registration != null && Boolean.TRUE.equals(registration.enabled());
    }

    public boolean registrationRequired() {
        return registration != null && Boolean.TRUE.equals(registration.required());
    }
}
