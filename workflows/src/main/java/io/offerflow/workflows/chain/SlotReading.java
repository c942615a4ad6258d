package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads from a look at the chain what became of a nonce. */
final class SlotReading {
    private final ChainView view;
    private final Instant now;

    SlotReading(ChainView view, Instant now) {
        this.view = view;
        this.now = now;
    }

    Slot read(Slot slot) {
        Receipt receipt = receipt(slot);
        if (receipt != null) {
            BigInteger depth = receipt.depth(view.head().block());
            return slot.in(new SlotState.Mined(receipt, depth)).waiting(null);
        }
        return switch (slot.state()) {
            case SlotState.Reserved ignored -> used(slot) ? replaced(slot) : slot;
            case SlotState.Signed ignored -> used(slot) ? replaced(slot) : slot;
            case SlotState.Broadcast ignored -> used(slot) ? replaced(slot) : slot;
            case SlotState.Replaced ignored -> used(slot) ? replaced(slot) : reopened(slot);
            case SlotState.Mined mined -> lost(slot, mined);
        };
    }

    private @Nullable Receipt receipt(Slot slot) {
        return slot.attempts().stream()
                .map(attempt -> view.receipts().get(attempt.hash()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private boolean used(Slot slot) {
        return view.head().nonce().compareTo(slot.nonce()) > 0;
    }

    /** Only a transaction that somebody found in a block proves anything; one of ours will have its receipt at a later look. */
    private Slot replaced(Slot slot) {
        ChainView.Use use = view.users().get(slot.nonce());
        if (use == null || slot.attempt(use.hash()) != null) {
            return slot;
        }
        BigInteger depth = view.head().block().subtract(use.block()).add(BigInteger.ONE);
        return slot.in(new SlotState.Replaced(use.hash(), depth)).waiting(null);
    }

    /** A node that has not reached the block yet, or whose index lags, says nothing about it. */
    private Slot lost(Slot slot, SlotState.Mined mined) {
        if (view.head().block().compareTo(mined.receipt().block()) < 0) {
            return slot;
        }
        return used(slot) ? replaced(slot) : reopened(slot);
    }

    private Slot reopened(Slot slot) {
        String block = slot.state() instanceof SlotState.Mined mined
                ? "block " + mined.receipt().block()
                : "";
        Slot open = slot.everOffered() ? slot.reopened(now) : fresh(slot);
        return open.waiting(new Waiting(Reason.REORGED, block, now));
    }

    private static Slot fresh(Slot slot) {
        return slot.in(slot.attempts().isEmpty() ? new SlotState.Reserved() : new SlotState.Signed());
    }
}
