package io.offerflow.workflows.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.identity.AgentIdentity.Registration;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster remembers of a chain: its word for a run that knows nothing, never against one that knows.
 *
 * @param agentId null when there was none yet
 * @param owner of the id; null where it was not written down
 * @param signer that a mint was handed to; null when none was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Recalled(@Nullable BigInteger agentId, @Nullable String owner, @Nullable String signer) {
    private static final int MAX_DIGITS = 78;

    /**
     * Null where the entry says nothing that helps. An id that is no number is none. Who signed is who owned it while it was ours; the written owner may be
     * whom it was lost to.
     */
    public static @Nullable Recalled of(Registration entry) {
        return of(entry.agentId(), entry.signer() == null ? entry.owner() : entry.signer(), entry.signer());
    }

    /**
     * Both in one. A status tells of an id first; a kept record tells whom a mint was handed to, and a status only whom it was about to be handed to.
     */
    public static @Nullable Recalled of(@Nullable Recalled told, @Nullable Recalled kept) {
        if (told == null || kept == null) {
            return told == null ? kept : told;
        }
        return new Recalled(
                told.agentId == null ? kept.agentId : told.agentId,
                told.owner == null ? kept.owner : told.owner,
                kept.signer == null ? told.signer : kept.signer);
    }

    public static @Nullable Recalled of(@Nullable String agentId, @Nullable String owner, @Nullable String signer) {
        boolean number = agentId != null && agentId.matches("[0-9]+") && agentId.length() <= MAX_DIGITS;
        BigInteger id = number ? new BigInteger(agentId) : null;
        return id == null && signer == null ? null : new Recalled(id, owner, signer);
    }
}
