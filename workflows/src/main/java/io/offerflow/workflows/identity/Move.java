package io.offerflow.workflows.identity;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.offerflow.api.identity.RegistryChain;
import io.offerflow.workflows.chain.Adoption;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One question to a chain, or one order to the account of a signer. Each may be carried out twice without harm. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "move")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Move.Read.class, name = "Read"),
    @JsonSubTypes.Type(value = Move.Register.class, name = "Register"),
    @JsonSubTypes.Type(value = Move.Write.class, name = "Write"),
    @JsonSubTypes.Type(value = Move.Ask.class, name = "Ask")
})
public sealed interface Move {
    RegistryChain chain();

    /** For people. */
    String summary();

    /** What the registry says of an id. */
    record Read(RegistryChain chain, String registry, BigInteger agentId, List<String> metadataKeys) implements Move {
        @Override
        public String summary() {
            return "read id " + agentId + " on " + chain.name();
        }
    }

    /**
     * Hand over the mint. The URI and metadata are rendered by who carries it out.
     *
     * @param adoption besides the document's present URI
     * @param replaces signer whose mint ended without effect; null for none
     */
    record Register(
            RegistryChain chain,
            String registry,
            String signer,
            String intentId,
            Adoption adoption,
            @Nullable String replaces)
            implements Move {
        @Override
        public String summary() {
            return "register on " + chain.name();
        }
    }

    /**
     * Hand over the write of one value, which is rendered by who carries it out.
     *
     * @param digest of the value meant; another one is not written
     * @param tombstone whether the URI is that of the end
     */
    record Write(
            RegistryChain chain,
            String registry,
            String signer,
            BigInteger agentId,
            String intentId,
            Value value,
            String digest,
            boolean tombstone)
            implements Move {
        @Override
        public String summary() {
            return "write " + value.name() + " of id " + agentId + " on " + chain.name();
        }
    }

    /** How an intent stands. */
    record Ask(RegistryChain chain, String signer, String intentId) implements Move {
        @Override
        public String summary() {
            return "ask about the transaction on " + chain.name();
        }
    }

    /** @param key of metadata; empty for the URI */
    record Value(String key) {
        static final Value URI = new Value("");

        public boolean uri() {
            return key.isEmpty();
        }

        /** As intents are named. */
        String name() {
            return uri() ? "agentURI" : "metadata/" + key;
        }
    }
}
