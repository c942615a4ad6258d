package io.offerflow.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.condition.Condition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Hermes agent with, if asked for, its own wallet. Meanings and bounds: {@code deploy/crds/agents.yaml}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Agent(Metadata metadata, Spec spec, @Nullable Status status) {

    /** The reference controller's finalizer, kept so that its objects work here unchanged. */
    public static final String FINALIZER = "agents.obol.org/finalizer";

    /** Annotation: the address of a wallet that an operator gives up, so that a new one may be made. */
    public static final String ANNOTATION_WALLET_LOST = "obol.org/wallet-lost";

    /** The only runtime there is, and the default. */
    public static final String HERMES = "hermes";

    /** Where the runtime listens. */
    public static final int PORT = 8642;

    public Agent {
        spec = spec == null ? Spec.EMPTY : spec;
    }

    public Ref ref() {
        return metadata.ref();
    }

    public Status statusOrEmpty() {
        return status == null ? Status.EMPTY : status;
    }

    /** {@code spec.model}, or else the model in use; null when there is neither. */
    public @Nullable String effectiveModel() {
        String wanted = spec.model();
        String model = wanted == null || wanted.isBlank() ? statusOrEmpty().pinnedModel() : wanted;
        return model == null || model.isBlank() ? null : model;
    }

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Spec(
            @Nullable String runtime,
            @Nullable String model,
            @Nullable String modelProvider,
            List<String> skills,
            @Nullable String objective,
            @Nullable Integer maxTurns,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> disabledToolsets,
            @Nullable Integer maxConcurrentRuns,
            @Nullable Wallet wallet,
            List<McpServer> mcpServers) {

        private static final String DELETE = "Delete";

        public static final Spec EMPTY = new Spec(null, null, null, List.of(), null, null, null, null, null, List.of());

        public Spec {
            skills = skills == null ? List.of() : List.copyOf(skills);
            mcpServers = mcpServers == null ? List.of() : List.copyOf(mcpServers);
        }

        public String effectiveRuntime() {
            return runtime == null || runtime.isEmpty() ? HERMES : runtime;
        }

        public boolean wantsWallet() {
            return wallet != null && Boolean.TRUE.equals(wallet.create());
        }

        /** Whether deletion of the Agent destroys its wallet; without a word it does not. */
        public boolean destroysWallet() {
            return wallet != null && DELETE.equals(wallet.deletionPolicy());
        }
    }

    /**
     * A server of the Model Context Protocol, started by the agent ({@code command}) or reached by it ({@code url}). Values may name variables of the
     * agent's environment as {@code ${NAME}}.
     *
     * @param transport {@code http} or {@code sse}, for a server with a URL
     * @param timeout seconds of one call
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record McpServer(
            @Nullable String name,
            @Nullable String command,
            List<String> args,
            Map<String, String> env,
            @Nullable String transport,
            @Nullable String url,
            @Nullable Integer timeout) {

        public McpServer {
            args = args == null ? List.of() : List.copyOf(args);
            env = env == null ? Map.of() : Map.copyOf(env);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Wallet(@Nullable Boolean create, @Nullable String deletionPolicy, @Nullable String expectedAddress) {}

    /**
     * The address that the wallet must have: the one of {@code spec.wallet.expectedAddress}, or else the one that it had, unless the
     * annotation {@link #ANNOTATION_WALLET_LOST} gives that one up. Null when any will do.
     */
    public @Nullable String pinnedAddress() {
        String expected = spec.wallet() == null ? null : spec.wallet().expectedAddress();
        if (expected != null && !expected.isEmpty()) {
            return expected;
        }
        String had = statusOrEmpty().walletAddress();
        return had == null || had.isEmpty() || gaveUpWallet() ? null : had;
    }

    /** Whether an operator gave up the wallet that the status names. */
    public boolean gaveUpWallet() {
        String had = statusOrEmpty().walletAddress();
        return had != null
                && !had.isEmpty()
                && had.equalsIgnoreCase(metadata.annotations().get(ANNOTATION_WALLET_LOST));
    }

    /** {@code pinnedModel} is the model in use; {@code endpoint} where the gate reaches the agent. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Status(
            long observedGeneration,
            @Nullable String phase,
            @Nullable String pinnedModel,
            @Nullable String walletAddress,
            @Nullable String endpoint,
            List<Condition> conditions)
            implements ObjectStatus {

        public static final Status EMPTY = new Status(0, null, null, null, null, List.of());

        public Status {
            conditions = conditions == null ? List.of() : List.copyOf(conditions);
        }

        @Override
        public String phaseName() {
            return String.valueOf(phase);
        }
    }

    /** One word for people; the conditions hold the truth. Stored as text, because a status may come from elsewhere. */
    public enum Phase {
        Pending,
        Provisioning,
        Ready,
        Failed
    }
}
