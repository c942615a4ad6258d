package io.offerflow.workflows.identity;

import io.offerflow.api.condition.Reason;
import io.offerflow.api.identity.RegistrationPhase;
import io.offerflow.workflows.chain.Adoption;
import io.offerflow.workflows.chain.IntentReport;
import io.offerflow.workflows.identity.ChainPlan.Told;
import io.offerflow.workflows.identity.ChainRecord.Mismatch;
import io.offerflow.workflows.identity.ChainRecord.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps the registry in step with the document: read, wait until what differs has settled, read again, write one value, read. */
final class IdKeeping {
    /** Answers in a row, over four minutes, after which an id is taken for gone: an endpoint may lag. */
    private static final int MISSING = 5;

    private final Situation now;
    private final ChainWish wish;
    private final ChainRecord record;
    private final Holding id;

    /** One value as it should be. */
    private record Target(Move.Value value, String digest) {}

    IdKeeping(Situation situation, ChainWish wish, ChainRecord record) {
        this.now = situation;
        this.wish = wish;
        this.record = record;
        this.id = Objects.requireNonNull(record.id(), "there is an id to keep");
    }

    ChainPlan plan() {
        if (now.deleting() && !now.farewell()) {
            return ChainPlan.settled(record, null, good());
        }
        OpenIntent mint = record.mint();
        if (mint != null && !mint.known()) {
            return ChainPlan.doing(record, again(mint.signer()), good());
        }
        if (mint != null && due(mint.askAt())) {
            return ChainPlan.doing(record, new Move.Ask(wish.chain(), mint.signer(), mint.id()), meanwhile());
        }
        Reading held = record.held();
        if (held == null && mint == null && record.absences() >= MISSING) {
            return missing();
        }
        if (held == null || due(recheckAt(held))) {
            return ChainPlan.doing(record, read(), held == null ? confirmed() : meanwhile());
        }
        if (record.lost()) {
            return ChainPlan.settled(
                    record,
                    recheckAt(held),
                    new Told(
                            RegistrationPhase.Failed,
                            Reason.OwnershipLost,
                            "id " + id.agentId() + " belongs to " + held.word().owner()));
        }
        OpenIntent write = record.write();
        Target target = target(held);
        if (write != null && !replaced(write, target)) {
            return follow(write);
        }
        if (target == null) {
            return ChainPlan.settled(record.write(null).mismatch(null), wakeAt(held), good());
        }
        return differing(held, target);
    }

    /**
     * A reorg took the id back while nobody here remembered its mint; the account that sent it does. The intent is the same and so is whom it goes to, so
     * that nothing can be minted twice should the endpoint be wrong.
     */
    private ChainPlan missing() {
        return ChainPlan.doing(
                record.absent(0),
                again(id.owner()),
                new Told(busy(), Reason.ReorgDetected, "the chain does not know id " + id.agentId() + " any more"));
    }

    /** To an account that does not know the mint. With the id, so that nothing is minted while anybody has it. */
    private Move again(String signer) {
        Adoption adoption = new Adoption(List.of(id.agentId()), List.of(), List.of());
        return new Move.Register(
                wish.chain(),
                record.registry(),
                signer,
                ChainPlanner.ids(now, record).register(),
                adoption,
                null);
    }

    private boolean due(@Nullable Instant at) {
        return at == null || !at.isAfter(now.now());
    }

    private Instant recheckAt(Reading held) {
        return held.at().plus(now.settings().recheck());
    }

    /** Whichever comes first of the next check and the question whether the mint is final. */
    private @Nullable Instant wakeAt(Reading held) {
        if (now.deleting()) {
            return null;
        }
        Instant ask = record.mint() == null ? null : record.mint().askAt();
        Instant recheck = recheckAt(held);
        return ask != null && ask.isBefore(recheck) ? ask : recheck;
    }

    private Move read() {
        List<String> keys = now.document().metadata().keySet().stream().sorted().toList();
        return new Move.Read(wish.chain(), record.registry(), id.agentId(), keys);
    }

    /** The first value that is not as it should be; null when all are, or nobody can say what they should be. */
    private @Nullable Target target(Reading held) {
        DocumentView document = now.document();
        DocumentView.Uri wanted = now.farewell() ? document.tombstone() : document.live();
        boolean known = now.farewell() || document.served() && wish.wanted();
        if (wanted == null || !known) {
            return null;
        }
        if (!wanted.digest().equals(held.word().uri().digest())) {
            return new Target(Move.Value.URI, wanted.digest());
        }
        if (now.farewell()) {
            return null;
        }
        return document.metadata().entrySet().stream()
                .filter(entry -> !entry.getValue().equals(held.word().metadata().get(entry.getKey())))
                .map(entry -> new Target(new Move.Value(entry.getKey()), entry.getValue()))
                .min((one, other) -> one.value().key().compareTo(other.value().key()))
                .orElse(null);
    }

    /** A write that failed, and that nobody wants any more as it was. */
    private static boolean replaced(OpenIntent write, @Nullable Target target) {
        boolean same = target != null
                && target.value().equals(write.value())
                && target.digest().equals(write.digest());
        return write.failed() && !same;
    }

    private ChainPlan follow(OpenIntent write) {
        Told told = new Told(
                write.failed() ? RegistrationPhase.Failed : busy(), AccountReasons.of(write), write.sentence());
        if (!write.known()) {
            return ChainPlan.doing(record, write(write), told);
        }
        if (due(write.askAt())) {
            return ChainPlan.doing(record, new Move.Ask(wish.chain(), write.signer(), write.id()), told);
        }
        return ChainPlan.waiting(record, write.askAt(), told);
    }

    private Move write(OpenIntent write) {
        return new Move.Write(
                wish.chain(),
                record.registry(),
                write.signer(),
                id.agentId(),
                write.id(),
                Objects.requireNonNull(write.value(), "a write has a value"),
                write.digest(),
                now.farewell());
    }

    private ChainPlan differing(Reading held, Target target) {
        if (wish.signer().state() == SignerView.State.None && !now.farewell()) {
            return ChainPlan.settled(
                    record.mismatch(null),
                    wakeAt(held),
                    new Told(RegistrationPhase.Registered, Reason.NoSigner, "the registry is not kept in step"));
        }
        Mismatch known = record.mismatch();
        boolean same = known != null
                && known.value().equals(target.value())
                && known.digest().equals(target.digest())
                && known.after().equals(record.after());
        Mismatch mismatch = same ? known : new Mismatch(target.value(), target.digest(), record.after(), now.now());
        Instant ripe = Objects.requireNonNull(mismatch).since().plus(patience());
        Told told = new Told(
                busy(),
                now.farewell() ? Reason.Tombstoning : Reason.Updating,
                target.value().name());
        ChainRecord next = record.write(null).mismatch(mismatch);
        if (ripe.isAfter(now.now())) {
            return ChainPlan.waiting(next, ripe, told);
        }
        if (held.at().isBefore(ripe)) {
            return ChainPlan.doing(next, read(), told);
        }
        String intent = ChainPlanner.ids(now, record).write(target.value().name(), target.digest(), record.after());
        return ChainPlan.doing(
                next, write(OpenIntent.handedOver(intent, target.value(), target.digest(), id.owner())), told);
    }

    /** Nobody changes his mind about a farewell, and the host of the document is going. */
    private Duration patience() {
        return now.farewell() ? Duration.ZERO : now.settings().debounce();
    }

    private RegistrationPhase busy() {
        return now.farewell() ? RegistrationPhase.Tombstoning : RegistrationPhase.Updating;
    }

    private Told confirmed() {
        if (now.farewell()) {
            return new Told(busy(), Reason.Tombstoning, "");
        }
        return new Told(RegistrationPhase.Confirming, Reason.Reconciling, "id " + id.agentId() + " is read back");
    }

    /** While something is asked. Of an end nobody says that it was told before the registry says so: a deletion would not wait for it. */
    private Told meanwhile() {
        Reading held = record.held();
        return now.farewell() && (held == null || target(held) != null)
                ? new Told(busy(), Reason.Tombstoning, "")
                : good();
    }

    private Told good() {
        if (now.farewell() || now.deleting() || !wish.wanted()) {
            return new Told(RegistrationPhase.Tombstoned, Reason.Tombstoned, "id " + id.agentId());
        }
        if (record.held() == null) {
            return confirmed();
        }
        if (!id.duplicates().isEmpty()) {
            return new Told(
                    RegistrationPhase.Registered,
                    Reason.DuplicateOnChain,
                    "id " + id.agentId() + " is used, left alone are " + id.duplicates());
        }
        String signer = wish.signer().address();
        return signer != null && !signer.equalsIgnoreCase(id.owner())
                ? new Told(
                        RegistrationPhase.Registered,
                        Reason.SignerChanged,
                        "id " + id.agentId() + " belongs to " + id.owner() + ", configured is " + signer)
                : new Told(RegistrationPhase.Registered, Reason.Registered, "id " + id.agentId() + depth());
    }

    private String depth() {
        OpenIntent mint = record.mint();
        return mint != null && mint.state() == IntentReport.State.CONFIRMED ? " (may still be reorganised)" : "";
    }
}
