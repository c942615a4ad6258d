package io.offerflow.verifier.pay;

import io.offerflow.api.chain.Chains;
import io.offerflow.api.chain.Token.TransferMethod;
import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.route.Terms;
import io.offerflow.verifier.x402.Authorization;
import io.offerflow.verifier.x402.Authorization.Eip3009;
import io.offerflow.verifier.x402.Authorization.Permit2;
import io.offerflow.verifier.x402.Flaw;
import io.offerflow.verifier.x402.Payment;
import io.offerflow.verifier.x402.Payment.Accepted;
import io.offerflow.verifier.x402.Problem;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What can be known about a payment without asking anybody and without cryptography: it costs less than a microsecond and runs on the I/O
 * thread. Who signed is {@link PayerProof}'s question, asked last. Pure.
 */
final class LocalChecks {
    /** Seconds a settlement needs at least; official facilitators refuse what ends sooner. */
    private static final long MIN_REMAINING_SECONDS = 6;

    /** A payment that fits, or why it does not. */
    sealed interface Result {}

    /** @param over why no money can move for it any more: its time has passed, or it is not asked for; it may have moved before */
    record Fits(Requirement requirement, Authorization authorization, Optional<Flaw> over) implements Result {}

    record Unfit(Flaw flaw) implements Result {
        Problem problem() {
            return flaw.problem();
        }

        String sentence() {
            return flaw.detail();
        }
    }

    private LocalChecks() {}

    static Result check(Payment payment, Terms terms, Instant now) {
        Requirement requirement = match(payment, terms);
        if (requirement == null) {
            return Formerly.asked(payment, terms)
                    .<Result>map(former ->
                            new Fits(former, payment.authorization().orElseThrow(), Optional.of(Flaw.NO_MATCH)))
                    .orElseGet(() -> new Unfit(Flaw.NO_MATCH));
        }
        Authorization authorization = payment.authorization().orElse(null);
        if (authorization == null || requirement.token().method() != method(authorization)) {
            return new Unfit(Flaw.PAYLOAD_TYPE);
        }
        Flaw flaw =
                switch (authorization) {
                    case Eip3009 transfer -> flaw(transfer, requirement, now);
                    case Permit2 permit -> flaw(permit, requirement, now);
                };
        return flaw == null ? new Fits(requirement, authorization, over(authorization, now)) : new Unfit(flaw);
    }

    private static @Nullable Requirement match(Payment payment, Terms terms) {
        for (Requirement requirement : terms.requirements()) {
            if (matches(payment, requirement)) {
                return requirement;
            }
        }
        return null;
    }

    /** Version 1 names only scheme and network, so there the authorization itself must pick the requirement where it can. */
    private static boolean matches(Payment payment, Requirement r) {
        boolean network = Chains.find(payment.network())
                .map(chain -> chain.id() == r.chain().id())
                .orElse(false);
        if (!network || !payment.scheme().equals(r.scheme())) {
            return false;
        }
        Accepted accepted = payment.accepted();
        if (accepted == null) {
            return payment.authorization()
                    .map(a -> a.value().equals(r.amount()) && a.to().equalsIgnoreCase(r.payTo()))
                    .orElse(true);
        }
        return accepted.amount().equals(r.amount().toString())
                && accepted.asset().equalsIgnoreCase(r.token().address())
                && accepted.payTo().equalsIgnoreCase(r.payTo());
    }

    private static TransferMethod method(Authorization authorization) {
        return switch (authorization) {
            case Eip3009 transfer -> TransferMethod.EIP3009;
            case Permit2 permit -> TransferMethod.PERMIT2;
        };
    }

    private static @Nullable Flaw flaw(Eip3009 a, Requirement r, Instant now) {
        if (!a.to().equalsIgnoreCase(r.payTo())) {
            return Flaw.RECIPIENT;
        }
        if (!a.value().equals(r.amount())) {
            return Flaw.AMOUNT_SIGNED;
        }
        return hasBegun(a, now) ? null : Flaw.NOT_YET_VALID;
    }

    private static @Nullable Flaw flaw(Permit2 p, Requirement r, Instant now) {
        if (!p.token().equalsIgnoreCase(r.token().address())) {
            return Flaw.PERMIT2_TOKEN;
        }
        if (!p.to().equalsIgnoreCase(r.payTo())) {
            return Flaw.PERMIT2_RECIPIENT;
        }
        if (!p.value().equals(r.amount())) {
            return Flaw.PERMIT2_AMOUNT;
        }
        return hasBegun(p, now) ? null : Flaw.PERMIT2_NOT_YET_VALID;
    }

    private static Optional<Flaw> over(Authorization authorization, Instant now) {
        if (lastsLongEnough(authorization, now)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (authorization) {
                    case Eip3009 transfer -> Flaw.ENDS_TOO_SOON;
                    case Permit2 permit -> Flaw.PERMIT2_DEADLINE;
                });
    }

    private static boolean hasBegun(Authorization a, Instant now) {
        return a.validAfter().compareTo(BigInteger.valueOf(now.getEpochSecond())) <= 0;
    }

    private static boolean lastsLongEnough(Authorization a, Instant now) {
        return a.validBefore().compareTo(BigInteger.valueOf(now.getEpochSecond() + MIN_REMAINING_SECONDS)) >= 0;
    }
}
