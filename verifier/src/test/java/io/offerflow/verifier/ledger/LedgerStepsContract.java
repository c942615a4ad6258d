package io.offerflow.verifier.ledger;

import static io.offerflow.verifier.ledger.Intents.LEASE;
import static io.offerflow.verifier.ledger.Intents.intent;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From which state a payment gets to which, also over a kill. */
abstract class LedgerStepsContract extends OnLedger {
    @ParameterizedTest
    @EnumSource
    void aStepAppliesOnlyFromItsStates(State from) {
        List<Change> changes = List.of(
                new Change.Verified("?"),
                new Change.Settling("?", ORDER, LEASE),
                new Change.Settled("?", "", "", null),
                new Change.Released("?"),
                new Change.Used("?"),
                new Change.Unknown("?", "", ""),
                new Change.Delivered("?", "me"),
                new Change.Undelivered("?", "me"),
                new Change.Resolved("?", State.FAILED, ""));
        for (int i = 0; i < changes.size(); i++) {
            String id = in(from, i);
            Change change = withId(changes.get(i), id);
            Written expected = mayFollow(change).contains(from) ? Written.DONE : Written.STALE;
            assertThat(ledger.write(change)).as("%s from %s", change, from).isEqualTo(expected);
            if (expected == Written.STALE) {
                assertThat(state(id)).isEqualTo(from);
            }
        }
    }

    private static Change withId(Change change, String id) {
        return switch (change) {
            case Change.Verified c -> new Change.Verified(id);
            case Change.Settling c -> new Change.Settling(id, c.order(), c.lease());
            case Change.Settled c -> new Change.Settled(id, c.transaction(), c.credit(), c.delivery());
            case Change.Released c -> new Change.Released(id);
            case Change.Used c -> new Change.Used(id);
            case Change.Unknown c -> new Change.Unknown(id, c.transaction(), c.detail());
            case Change.Delivered c -> new Change.Delivered(id, c.delivery());
            case Change.Undelivered c -> new Change.Undelivered(id, c.delivery());
            case Change.Resolved c -> new Change.Resolved(id, c.state(), c.detail());
        };
    }

    @ParameterizedTest
    @EnumSource
    void onlyAReleasedPaymentCanBeReservedAgain(State from) {
        String id = in(from, 1);
        Reservation again = ledger.reserve(intent(1), LEASE);
        if (from == State.RELEASED) {
            assertThat(again).isInstanceOf(Reservation.Held.class).isNotEqualTo(new Reservation.Held(id));
        } else {
            assertThat(again).isEqualTo(new Reservation.Known(ledger.find(id).orElseThrow()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAKillLeavesIsFreeBeforeTheSettleCallAndUnknownAfterIt(State from) {
        String id = in(from, 1);
        clock.forward(LEASE.plusSeconds(1));
        reopen();
        ledger.keepHouse();
        // A reservation may be gone without a trace, or be known as released.
        Optional<State> left = ledger.find(id).map(PaymentRecord::state).filter(state -> state != State.RELEASED);
        Optional<State> expected =
                switch (from) {
                    case RESERVED, VERIFIED, RELEASED -> Optional.empty();
                    case SETTLING, UNKNOWN -> Optional.of(State.UNKNOWN);
                    case SETTLED, USED, FAILED, EXPIRED, UNRESOLVED -> Optional.of(from);
                };
        assertThat(left).isEqualTo(expected);
        Reservation again = ledger.reserve(intent(1), LEASE);
        assertThat(again instanceof Reservation.Held).isEqualTo(expected.isEmpty());
    }

    @ParameterizedTest
    @EnumSource(names = {"RESERVED", "VERIFIED"})
    void aReservationIsSeenByWhoAsks(State from) {
        String id = in(from, 1);
        PaymentRecord found = ledger.find(id).orElseThrow();
        assertThat(ledger.find(intent(1).key())).contains(found);
        assertThat(ledger.list(from, 10)).containsExactly(found);
        ledger.keepHouse();
        assertThat(metrics.get("offerflow.verifier.ledger.entries")
                        .tag("state", from.word())
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void theOrderIsKeptWhileItMayHaveToBeSentAgainAndNoLonger(State from) {
        String id = in(from, 1);
        boolean open =
                EnumSet.of(State.SETTLING, State.UNKNOWN, State.UNRESOLVED).contains(from);
        assertThat(ledger.order(id)).isEqualTo(open ? Optional.of(ORDER) : Optional.empty());
    }

    @Test
    void aLapsedLeaseIsNoticedWhileTheLedgerRuns() {
        String settling = in(State.SETTLING, 1);
        String verified = in(State.VERIFIED, 2);
        clock.forward(LEASE.minusSeconds(1));
        ledger.keepHouse();
        assertThat(state(settling)).isEqualTo(State.SETTLING);
        clock.forward(Duration.ofSeconds(2));
        ledger.keepHouse();
        assertThat(state(settling)).isEqualTo(State.UNKNOWN);
        assertThat(state(verified)).isEqualTo(State.RELEASED);
        assertThat(ledger.write(new Change.Settling(verified, ORDER, LEASE))).isEqualTo(Written.STALE);
    }

    @Test
    void aSettledPaymentIsDeliveredOnceAndGivenBackOnlyByWhoHasIt() {
        String id = in(State.SETTLED, 1);
        assertThat(ledger.write(new Change.Delivered(id, "a"))).isEqualTo(Written.DONE);
        assertThat(ledger.write(new Change.Delivered(id, "b"))).isEqualTo(Written.STALE);
        assertThat(ledger.write(new Change.Undelivered(id, "b"))).isEqualTo(Written.STALE);
        assertThat(ledger.find(id).orElseThrow().delivered()).isTrue();
        assertThat(ledger.write(new Change.Undelivered(id, "a"))).isEqualTo(Written.DONE);
        assertThat(ledger.write(new Change.Delivered(id, "b"))).isEqualTo(Written.DONE);
    }

    private static Set<State> mayFollow(Change change) {
        return switch (change) {
            case Change.Verified c -> EnumSet.of(State.RESERVED);
            case Change.Settling c -> EnumSet.of(State.RESERVED, State.VERIFIED);
            case Change.Settled c -> EnumSet.of(State.SETTLING, State.UNKNOWN, State.UNRESOLVED);
            case Change.Released c -> EnumSet.of(State.RESERVED, State.VERIFIED, State.SETTLING);
            case Change.Used c -> EnumSet.of(State.RESERVED, State.VERIFIED);
            case Change.Unknown c -> EnumSet.of(State.SETTLING);
            case Change.Delivered c -> EnumSet.of(State.SETTLED);
            case Change.Undelivered c -> EnumSet.noneOf(State.class);
            case Change.Resolved c -> EnumSet.of(State.UNKNOWN, State.UNRESOLVED);
        };
    }
}
