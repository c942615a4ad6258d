package io.offerflow.workflows.identity;

import io.offerflow.api.condition.Reason;
import io.offerflow.api.identity.RegistrationPhase;
import io.offerflow.workflows.chain.Adoption;
import io.offerflow.workflows.chain.IntentIds;
import io.offerflow.workflows.identity.ChainPlan.Told;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides about one chain until there is an id; {@link IdKeeping} decides afterwards. Nothing that a person edits makes a second mint: the intent's id
 * holds none of it, the signer that a mint was handed to is kept, and an id that the cluster remembers is asked for before anything is minted.
 */
final class ChainPlanner {
    /** One word of an endpoint that an id does not exist proves nothing; the account looks again before it mints. */
    private static final int ABSENCES = 2;

    private final Situation now;
    private final ChainWish wish;
    private final ChainRecord record;

    private ChainPlanner(Situation situation, ChainWish wish, ChainRecord record) {
        this.now = situation;
        this.wish = wish;
        this.record = record;
    }

    /** @param record of the same chain and registry */
    static ChainPlan plan(Situation situation, ChainWish wish, ChainRecord record) {
        ChainRecord.Trouble trouble = record.trouble();
        if (trouble != null && trouble.retryAt().isAfter(situation.now())) {
            RegistrationPhase phase = record.id() != null
                    ? situation.farewell() ? RegistrationPhase.Tombstoning : RegistrationPhase.Updating
                    : record.mint() == null ? RegistrationPhase.Pending : RegistrationPhase.Submitted;
            return ChainPlan.waiting(record, trouble.retryAt(), new Told(phase, trouble.reason(), trouble.detail()));
        }
        return record.id() == null
                ? new ChainPlanner(situation, wish, record).withoutId()
                : new IdKeeping(situation, wish, record).plan();
    }

    /** A chain that cannot be registered on by choice. */
    static ChainPlan offChain(ChainRecord record, ChainWish wish) {
        return wish.registry() == null
                ? ChainPlan.settled(
                        record,
                        null,
                        new Told(
                                RegistrationPhase.OffChainOnly,
                                Reason.UnsupportedChain,
                                wish.chain().caip2()))
                : ChainPlan.settled(record, null, new Told(RegistrationPhase.OffChainOnly, Reason.NoSigner, ""));
    }

    private ChainPlan withoutId() {
        OpenIntent mint = record.mint();
        if (mint != null && !(mint.failed() && anotherSigner(mint))) {
            return follow(mint);
        }
        Recalled recalled = wish.recalled();
        if (recalled != null && recalled.agentId() != null && record.absences() < ABSENCES) {
            return ChainPlan.doing(
                    record,
                    new Move.Read(wish.chain(), record.registry(), recalled.agentId(), keys()),
                    new Told(
                            RegistrationPhase.Pending, Reason.Submitted, "id " + recalled.agentId() + " is looked up"));
        }
        return wish.wanted() && !now.deleting() ? first(mint) : none();
    }

    private ChainPlan none() {
        return ChainPlan.settled(record, null, new Told(RegistrationPhase.Tombstoned, Reason.Tombstoned, ""));
    }

    /** A mint that ended without effect may be given to another signer: the old one can never carry it out any more. */
    private boolean anotherSigner(OpenIntent mint) {
        String address = wish.signer().address();
        return address != null && !address.equalsIgnoreCase(mint.signer());
    }

    private ChainPlan follow(OpenIntent mint) {
        Reason reason = record.withdrawn() && !mint.failed() ? Reason.ReorgDetected : AccountReasons.of(mint);
        Told told = new Told(mint.failed() ? RegistrationPhase.Failed : phase(mint), reason, mint.sentence());
        if (!mint.known()) {
            return ChainPlan.doing(record, register(mint.signer(), null), told);
        }
        Instant askAt = mint.askAt();
        if (askAt == null || !askAt.isAfter(now.now())) {
            return ChainPlan.doing(record, new Move.Ask(wish.chain(), mint.signer(), mint.id()), told);
        }
        return mint.failed() && now.deleting()
                ? ChainPlan.settled(record, null, told)
                : ChainPlan.waiting(record, askAt, told);
    }

    private static RegistrationPhase phase(OpenIntent mint) {
        return AccountReasons.of(mint) == Reason.Confirming
                ? RegistrationPhase.Confirming
                : RegistrationPhase.Submitted;
    }

    private ChainPlan first(@Nullable OpenIntent failed) {
        if (wish.signer().state() == SignerView.State.None && pinned(failed) == null) {
            return offChain(record, wish);
        }
        DocumentView document = now.document();
        if (!document.served() || document.live() == null) {
            return ChainPlan.waiting(
                    record,
                    null,
                    new Told(RegistrationPhase.Publishing, Reason.WaitingForDocument, document.waitsFor()));
        }
        if (!wish.onSale()) {
            return ChainPlan.waiting(
                    record, null, new Told(RegistrationPhase.Pending, Reason.WaitingForRoute, wish.waitsFor()));
        }
        String signer = Objects.requireNonNullElse(
                pinned(failed), String.valueOf(wish.signer().address()));
        if (wish.signer().state() == SignerView.State.Waiting && pinned(failed) == null) {
            return ChainPlan.waiting(
                    record,
                    null,
                    new Told(
                            RegistrationPhase.Pending,
                            Reason.SignerUnavailable,
                            wish.signer().detail()));
        }
        return ChainPlan.doing(
                record,
                register(signer, failed),
                new Told(RegistrationPhase.Submitted, Reason.Submitted, "by " + signer));
    }

    /** Who the mint was handed to before a run that knows nothing of it; null for nobody, or when that mint ended without effect. */
    private @Nullable String pinned(@Nullable OpenIntent failed) {
        Recalled recalled = wish.recalled();
        return failed != null || recalled == null ? null : recalled.signer();
    }

    /** @param failed what took no effect at another signer */
    private Move register(String signer, @Nullable OpenIntent failed) {
        Recalled recalled = wish.recalled();
        List<String> former = recalled == null
                ? List.of()
                : Stream.of(recalled.owner(), recalled.signer())
                        .filter(address -> address != null && !address.equalsIgnoreCase(signer))
                        .distinct()
                        .map(Objects::requireNonNull)
                        .toList();
        Adoption adoption = new Adoption(
                recalled == null || recalled.agentId() == null ? List.of() : List.of(recalled.agentId()),
                List.of(),
                former);
        return new Move.Register(
                wish.chain(),
                record.registry(),
                signer,
                ids(now, record).register(),
                adoption,
                failed == null ? null : failed.signer());
    }

    private List<String> keys() {
        return now.document().metadata().keySet().stream().sorted().toList();
    }

    static IntentIds ids(Situation situation, ChainRecord record) {
        return new IntentIds(
                record.chain().id(),
                record.registry(),
                situation.identity().namespace(),
                situation.identity().name());
    }
}
