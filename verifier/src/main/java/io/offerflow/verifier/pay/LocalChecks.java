package io.offerflow.verifier.pay;

import io.offerflow.api.chain.Chains;
import io.offerflow.api.chain.Token.TransferMethod;
import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.route.Terms;
import io.offerflow.verifier.x402.Authorization;
import io.offerflow.verifier.x402.Payment;
import io.offerflow.verifier.x402.Payment.Accepted;
import io.offerflow.verifier.x402.Problem;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Everything that can be known about a payment without asking anybody. Pure. */
final class LocalChecks {
    /** Seconds a settlement needs at least; official facilitators refuse what ends sooner. */
    private static final long MIN_REMAINING_SECONDS = 6;

    private static final List<PaymentCheck> EIP3009 =
            List.of(LocalChecks::payee, LocalChecks::value, LocalChecks::alreadyValid, LocalChecks::validLongEnough);

    /** A payment that fits, or why it does not. */
    sealed interface Result {}

    record Fits(Requirement requirement, Authorization authorization) implements Result {}

    record Unfit(Problem problem, String sentence) implements Result {}

    private LocalChecks() {}

    static Result check(Payment payment, Terms terms, Instant now) {
        Optional<Requirement> match = terms.requirements().stream()
                .filter(requirement -> matches(payment, requirement))
                .findFirst();
        if (match.isEmpty()) {
            return new Unfit(Problem.NO_MATCHING_REQUIREMENT, "the payment matches none of the accepts");
        }
        Requirement requirement = match.get();
        if (payment.authorization().isEmpty() || requirement.token().method() != TransferMethod.EIP3009) {
            return new Unfit(Problem.UNSUPPORTED_PAYLOAD_TYPE, "only EIP-3009 authorizations can be taken here");
        }
        Authorization authorization = payment.authorization().get();
        for (PaymentCheck check : EIP3009) {
            Optional<String> complaint = check.complaint(authorization, requirement, now);
            if (complaint.isPresent()) {
                return new Unfit(Problem.PAYMENT_INVALID, complaint.get());
            }
        }
        return new Fits(requirement, authorization);
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

    private static Optional<String> payee(Authorization a, Requirement r, Instant now) {
        return complaint(!a.to().equalsIgnoreCase(r.payTo()), "the authorization pays somebody else");
    }

    private static Optional<String> value(Authorization a, Requirement r, Instant now) {
        return complaint(!a.value().equals(r.amount()), "the authorization is not over exactly " + r.amount());
    }

    private static Optional<String> alreadyValid(Authorization a, Requirement r, Instant now) {
        return complaint(a.validAfter().compareTo(seconds(now)) > 0, "the authorization is not valid yet");
    }

    private static Optional<String> validLongEnough(Authorization a, Requirement r, Instant now) {
        BigInteger needed = seconds(now).add(BigInteger.valueOf(MIN_REMAINING_SECONDS));
        return complaint(a.validBefore().compareTo(needed) < 0, "the authorization ends too soon");
    }

    private static Optional<String> complaint(boolean wrong, String sentence) {
        return wrong ? Optional.of(sentence) : Optional.empty();
    }

    private static BigInteger seconds(Instant now) {
        return BigInteger.valueOf(now.getEpochSecond());
    }
}
