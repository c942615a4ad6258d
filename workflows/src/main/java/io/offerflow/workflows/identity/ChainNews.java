package io.offerflow.workflows.identity;

import io.offerflow.api.condition.Reason;
import io.offerflow.workflows.chain.Finding;
import io.offerflow.workflows.chain.IntentReport;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a record becomes by what was done and heard. Pure. */
final class ChainNews {
    /** The account wakes us; this is for a message that got lost. */
    private static final Duration ASK_AGAIN = Duration.ofMinutes(10);

    private final ChainRecord record;
    private final @Nullable ChainWish wish;
    private final Instant now;

    /** @param wish of the chain when the word is heard; null when nothing is wanted of it any more */
    ChainNews(ChainRecord record, @Nullable ChainWish wish, Instant now) {
        this.record = record;
        this.wish = wish;
        this.now = now;
    }

    /** Before the move is made: from here on the intent may exist. */
    ChainRecord started(Move move) {
        return switch (move) {
            case Move.Register register -> {
                OpenIntent known = record.mint();
                boolean same = known != null && known.signer().equalsIgnoreCase(register.signer());
                yield same
                        ? record
                        : record.mint(OpenIntent.handedOver(register.intentId(), null, "", register.signer()));
            }
            case Move.Write write ->
                record.write(OpenIntent.handedOver(write.intentId(), write.value(), write.digest(), write.signer()));
            case Move.Read ignored -> record;
            case Move.Ask ignored -> record;
        };
    }

    ChainRecord heard(Move move, Word word) {
        return switch (word) {
            case Word.Unable unable ->
                record.trouble(ChainRecord.Trouble.after(record.trouble(), unable.reason(), unable.detail(), now));
            case Word.Held held -> read((Move.Read) move, held).trouble(null);
            case Word.Absent ignored -> absent();
            case Word.Stands stands -> stands(stands.report()).trouble(null);
            case Word.Unknown ignored -> unknown(move).trouble(null);
            case Word.Outdated ignored -> outdated(move);
            case Word.Claimed claimed -> claimed(claimed.signer());
        };
    }

    /** Handed over to nobody now; the next look at the cluster knows to whom it was. */
    private ChainRecord claimed(String signer) {
        OpenIntent mint = record.mint();
        ChainRecord next = mint == null || mint.known() ? record : record.mint(null);
        return next.trouble(ChainRecord.Trouble.after(
                record.trouble(), Reason.SignerChanged, "the mint was handed to " + signer + " before", now));
    }

    /** A mint goes on with whatever the document says, once it says something. */
    private ChainRecord outdated(Move move) {
        return move instanceof Move.Register
                ? record.trouble(ChainRecord.Trouble.after(record.trouble(), Reason.WaitingForDocument, "", now))
                : record.write(null).mismatch(null).trouble(null);
    }

    private ChainRecord read(Move.Read move, Word.Held held) {
        ChainRecord seen = record.held(new ChainRecord.Reading(held, now)).absent(0);
        Holding mine = record.id();
        if (mine != null) {
            boolean same = move.agentId().equals(mine.agentId());
            return same ? seen.lost(!held.owner().equalsIgnoreCase(mine.owner())) : record;
        }
        // Whoever owns it: an id that we had is never replaced by another one.
        Recalled recalled = wish == null ? null : wish.recalled();
        if (recalled == null || !move.agentId().equals(recalled.agentId())) {
            return record;
        }
        String owner = Objects.requireNonNullElse(recalled.owner(), signerOr(held.owner()));
        Holding adopted = Holding.adopted(move.agentId(), owner, List.of());
        return seen.id(adopted).lost(!held.owner().equalsIgnoreCase(owner));
    }

    /** An id without a written owner, as the reference kept it, is ours when our signer has it; without a signer there is nobody to compare. */
    private String signerOr(String owner) {
        String signer = wish == null ? null : wish.signer().address();
        return signer == null ? owner : signer;
    }

    private ChainRecord absent() {
        ChainRecord.Trouble later = ChainRecord.Trouble.after(
                record.trouble(), Reason.RpcUnavailable, "the endpoint does not know the id", now);
        return record.absent(record.absences() + 1).held(null).trouble(later);
    }

    private ChainRecord stands(IntentReport report) {
        OpenIntent mint = record.mint();
        if (mint != null && mint.id().equals(report.id())) {
            return mint(mint, report);
        }
        OpenIntent write = record.write();
        return write != null && write.id().equals(report.id()) ? write(write, report) : record;
    }

    private ChainRecord write(OpenIntent write, IntentReport report) {
        return switch (report.state()) {
            case WAITING, FAILED, CANCELLED -> record.write(write.told(report, now.plus(ASK_AGAIN)));
            case CONFIRMED, DONE, ADOPTED -> record.write(null).follows(write.id());
        };
    }

    private ChainRecord mint(OpenIntent mint, IntentReport report) {
        ChainRecord told = record.mint(mint.told(report, now.plus(ASK_AGAIN)));
        return switch (report.state()) {
            case WAITING, FAILED, CANCELLED -> record.id() == null ? told : withdrawn(told);
            case CONFIRMED ->
                report.agentId(record.registry())
                        .map(id -> minted(told, report, id, false))
                        .orElse(told);
            case DONE ->
                report.agentId(record.registry())
                        .map(id -> minted(record.mint(null), report, id, true))
                        .orElse(told);
            case ADOPTED -> {
                Finding found = Objects.requireNonNull(report.finding(), "what was adopted was found");
                yield adopted(mint, found);
            }
        };
    }

    /** Only a canonical receipt speaks for a minted id. */
    private static ChainRecord withdrawn(ChainRecord told) {
        return told.id(null)
                .write(null)
                .held(null)
                .mismatch(null)
                .withdrawn(true)
                .lost(false);
    }

    private ChainRecord minted(ChainRecord told, IntentReport report, BigInteger agentId, boolean last) {
        OpenIntent mint = Objects.requireNonNull(record.mint(), "its report was heard");
        Holding before = record.id();
        Holding.Minted how = Holding.Minted.of(
                Objects.requireNonNullElse(report.hash(), ""),
                Objects.requireNonNull(report.inclusion(), "what took effect is in a block"));
        ChainRecord next = told.id(new Holding(agentId, mint.signer(), how, last, List.of()))
                .withdrawn(false);
        boolean other = before == null || !before.agentId().equals(agentId);
        // With the id: after a reorg the same mint may give another one, whose writes are others.
        return other ? next.follows(mint.id() + "/" + agentId) : next;
    }

    private ChainRecord adopted(OpenIntent mint, Finding found) {
        Recalled recalled = wish == null ? null : wish.recalled();
        boolean ours = found.owner().equalsIgnoreCase(mint.signer())
                || recalled != null && found.owner().equalsIgnoreCase(recalled.owner());
        return record.mint(null)
                .id(Holding.adopted(found.agentId(), ours ? found.owner() : mint.signer(), found.duplicates()))
                .withdrawn(false)
                .lost(!ours)
                .follows(mint.id() + "/" + found.agentId());
    }

    /** To be handed over again: the same intent, so nothing can be done twice. */
    private ChainRecord unknown(Move move) {
        OpenIntent mint = record.mint();
        OpenIntent write = record.write();
        if (!(move instanceof Move.Ask ask)) {
            return record;
        }
        if (mint != null && mint.id().equals(ask.intentId())) {
            return record.mint(mint.forgotten());
        }
        return write != null && write.id().equals(ask.intentId()) ? record.write(write.forgotten()) : record;
    }

    /** Somebody outside said that something changed. */
    ChainRecord woken() {
        OpenIntent mint = record.mint();
        OpenIntent write = record.write();
        ChainRecord next = mint == null ? record : record.mint(mint.askedAt(now));
        return write == null ? next : next.write(write.askedAt(now));
    }
}
