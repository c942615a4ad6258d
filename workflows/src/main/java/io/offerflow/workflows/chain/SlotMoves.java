package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides what an open nonce needs next: to be signed, sent, sent again or replaced by itself with higher fees. */
final class SlotMoves {
    /** What a transfer of nothing to oneself takes. */
    static final BigInteger NOOP_GAS = BigInteger.valueOf(21_000);

    private final Policy policy;
    private final Instant now;

    SlotMoves(Policy policy, Instant now) {
        this.policy = policy;
        this.now = now;
    }

    /** @param step null when only time helps */
    record Move(Slot slot, @Nullable Step step) {}

    Move next(AccountState state, Slot slot) {
        Attempt newest = slot.newest();
        if (newest == null) {
            return first(state, slot);
        }
        if (newest.last() == null) {
            return offer(slot);
        }
        Move replacement = replacement(state, slot, newest);
        if (replacement.step() != null) {
            return replacement;
        }
        boolean due = !now.isBefore(newest.last().plus(policy.pace().resend()));
        return due ? offer(replacement.slot()) : replacement;
    }

    private Move offer(Slot slot) {
        Slot offered = slot.offered(now);
        Attempt newest = offered.attempts().getLast();
        return new Move(offered, new Step.Send(slot.nonce(), newest.hash(), newest.raw()));
    }

    private Move first(AccountState state, Slot slot) {
        ChainView.Head head = state.head();
        if (head == null || blocked(state, slot)) {
            return new Move(slot, null);
        }
        FeeQuote quote = head.quote();
        if (tooDear(quote, policy)) {
            return new Move(slot.waiting(tooDear(quote, policy, slot.waiting(), retry())), null);
        }
        return sign(state, slot, Attempt.Kind.CALL, quote.fees().within(policy.maxFee()));
    }

    private Move replacement(AccountState state, Slot slot, Attempt newest) {
        Attempt.Kind wanted = state.carriedBy(slot).cancelled() ? Attempt.Kind.NOOP : Attempt.Kind.CALL;
        boolean cancel = wanted != newest.kind();
        ChainView.Head head = state.head();
        if (head == null || used(state, slot) || blocked(state, slot) || !cancel && !bumpDue(state, slot, newest)) {
            return new Move(slot, null);
        }
        Fees fees =
                slot.count(wanted) > policy.maxBumps() ? null : newest.fees().bumped(head.quote(), policy.maxFee());
        if (fees == null) {
            return new Move(slot.waiting(tooDear(head.quote(), policy, slot.waiting(), retry())), null);
        }
        return sign(state, slot, wanted, fees);
    }

    /** Higher fees help neither against an empty account nor against a used nonce nor against a gap nor against a rejection. */
    private boolean bumpDue(AccountState state, Slot slot, Attempt newest) {
        if (gap(state, slot) != null) {
            return false;
        }
        Waiting waiting = slot.waiting();
        if (waiting != null && waiting.reason() == Reason.UNDERPRICED) {
            return true;
        }
        boolean pointless = waiting != null
                && (waiting.reason() == Reason.SUBMITTED
                        || waiting.reason() == Reason.INSUFFICIENT_FUNDS
                        || waiting.reason() == Reason.REJECTED
                        || waiting.reason() == Reason.WRONG_CHAIN);
        Instant first = newest.first();
        return !pointless
                && first != null
                && !now.isBefore(first.plus(policy.pace().bump()));
    }

    private boolean blocked(AccountState state, Slot slot) {
        return state.frozen() || slot.waiting() != null && !slot.waiting().over(now);
    }

    private Move sign(AccountState state, Slot slot, Attempt.Kind kind, Fees fees) {
        Intent intent = state.carriedBy(slot).intent();
        BigInteger gas = kind == Attempt.Kind.NOOP ? NOOP_GAS : slot.gasLimit();
        BigInteger value =
                kind == Attempt.Kind.NOOP ? BigInteger.ZERO : intent.call().value();
        Price price = new Price(gas, fees.cap(), value);
        Waiting missing = missing(state, price, policy, slot.waiting(), retry());
        if (missing != null) {
            return new Move(slot.waiting(missing), null);
        }
        return new Move(slot, new Step.Sign(kind, intent, slot.nonce(), gas, fees));
    }

    private Instant retry() {
        return now.plus(policy.pace().retry());
    }

    static boolean used(AccountState state, Slot slot) {
        return state.head() != null && state.head().nonce().compareTo(slot.nonce()) > 0;
    }

    /**
     * Null when the account can pay for it. What is told has room for fees that rise.
     *
     * @param last what it waited for before
     */
    static @Nullable Waiting missing(
            AccountState state, Price price, Policy policy, @Nullable Waiting last, Instant until) {
        BigInteger has = state.head() == null ? BigInteger.ZERO : state.head().balance();
        if (has.compareTo(price.total()) >= 0) {
            return null;
        }
        BigInteger fee = Price.steady(Waiting.toldFee(last, Reason.INSUFFICIENT_FUNDS), price.fee());
        String detail = new Price(price.gas(), fee, price.value()).missing(has, policy.currency());
        return new Waiting(Reason.INSUFFICIENT_FUNDS, detail, until, fee);
    }

    static boolean tooDear(FeeQuote quote, Policy policy) {
        return quote.baseFee().compareTo(policy.maxFee()) > 0;
    }

    static Waiting tooDear(FeeQuote quote, Policy policy, @Nullable Waiting last, Instant until) {
        BigInteger fee = Price.steady(Waiting.toldFee(last, Reason.FEE_CAP_REACHED), quote.baseFee());
        String detail = "base fee up to " + Price.gwei(fee) + ", limit " + Price.gwei(policy.maxFee());
        return new Waiting(Reason.FEE_CAP_REACHED, detail, until, fee);
    }

    /** The first nonce before this one that is free on the chain and that nothing of ours will fill; null when there is none. */
    static @Nullable BigInteger gap(AccountState state, Slot slot) {
        BigInteger nonce = state.head() == null ? slot.nonce() : state.head().nonce();
        while (nonce.compareTo(slot.nonce()) < 0) {
            if (state.slot(nonce) == null) {
                return nonce;
            }
            nonce = nonce.add(BigInteger.ONE);
        }
        return null;
    }
}
