package io.offerflow.workflows.identity;

import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.identity.RegistrationPhase;
import io.offerflow.api.identity.RegistrationRequest.LastError;
import io.offerflow.workflows.identity.ChainRecord.Trouble;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people read about one chain. */
final class ChainEntry {
    private ChainEntry() {}

    static Registration of(ChainPlan plan, ChainWish wish) {
        ChainRecord record = plan.record();
        Holding id = record.id();
        Holding.Minted minted = id == null ? null : id.minted();
        OpenIntent open = record.write() != null ? record.write() : record.mint();
        String newest = open != null && open.hash() != null ? open.hash() : minted == null ? null : minted.hash();
        return new Registration(
                wish.chain().name(),
                id == null ? remembered(record, wish) : id.agentId().toString(),
                plan.told().phase().name(),
                plan.told().reason().name(),
                plan.told().sentence(),
                wish.chain().id().toString(),
                wish.registry(),
                owner(record, wish),
                signer(plan, wish),
                record.held() == null ? null : record.held().word().uri().shown(),
                metadataSynced(plan),
                minted == null ? null : minted.hash(),
                newest,
                newest == null ? null : link(wish, open, newest),
                open == null ? List.of() : open.attempts(),
                minted == null ? null : number(minted.block()),
                minted == null ? null : minted.blockHash(),
                minted == null ? null : number(minted.depth()),
                error(plan));
    }

    /**
     * An id from elsewhere is not forgotten before it was looked for, or one failed look would be the end of it. One that a reorg took back is: it may
     * come back as another one.
     */
    private static String remembered(ChainRecord record, ChainWish wish) {
        Recalled recalled = wish.recalled();
        return recalled == null || recalled.agentId() == null || record.withdrawn() || record.mint() != null
                ? ""
                : recalled.agentId().toString();
    }

    private static @Nullable String owner(ChainRecord record, ChainWish wish) {
        Holding id = record.id();
        if (id != null) {
            return record.lost() && record.held() != null ? record.held().word().owner() : id.owner();
        }
        return record.mint() == null && wish.recalled() != null
                ? wish.recalled().owner()
                : null;
    }

    /** Written down before a mint is handed over, and so known to a run that knows nothing else. */
    private static @Nullable String signer(ChainPlan plan, ChainWish wish) {
        if (plan.move() instanceof Move.Register register) {
            return register.signer();
        }
        ChainRecord record = plan.record();
        OpenIntent mint = record.mint();
        if (mint != null) {
            return mint.signer();
        }
        Holding id = record.id();
        if (id != null) {
            return id.owner();
        }
        return wish.recalled() == null ? null : wish.recalled().signer();
    }

    private static @Nullable Boolean metadataSynced(ChainPlan plan) {
        ChainRecord record = plan.record();
        if (record.id() == null || record.held() == null) {
            return null;
        }
        OpenIntent write = record.write();
        boolean waits = record.mismatch() != null && !record.mismatch().value().uri();
        return !waits
                && (write == null || write.value() == null || write.value().uri());
    }

    private static @Nullable String link(ChainWish wish, @Nullable OpenIntent open, String hash) {
        return open != null && hash.equals(open.hash()) && open.link() != null
                ? open.link()
                : wish.chain().explorer(hash).orElse(null);
    }

    private static @Nullable Long number(BigInteger number) {
        return number.bitLength() < Long.SIZE ? number.longValueExact() : null;
    }

    private static @Nullable LastError error(ChainPlan plan) {
        Trouble trouble = plan.record().trouble();
        if (trouble != null && trouble.reason() == plan.told().reason()) {
            return new LastError(trouble.reason().name(), plan.told().sentence(), trouble.retryAt());
        }
        boolean bad = plan.told().phase() == RegistrationPhase.Failed
                || plan.told().reason().stalls();
        return Optional.of(plan.told())
                .filter(told -> bad)
                .map(told -> new LastError(told.reason().name(), told.sentence(), null))
                .orElse(null);
    }
}
