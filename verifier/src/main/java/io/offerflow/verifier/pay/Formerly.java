package io.offerflow.verifier.pay;

import io.offerflow.api.chain.Chain;
import io.offerflow.api.chain.Chains;
import io.offerflow.api.chain.Token;
import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.route.Terms;
import io.offerflow.verifier.x402.Authorization;
import io.offerflow.verifier.x402.Authorization.Eip3009;
import io.offerflow.verifier.x402.Authorization.Permit2;
import io.offerflow.verifier.x402.Payment;
import io.offerflow.verifier.x402.Payment.Accepted;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a payment that fits nothing was made for, by its own words: price, payee and network may have changed since. Only good to prove who
 * signed it and to look it up. Pure.
 */
final class Formerly {
    private Formerly() {}

    /** Empty where the token is neither sold for nor known: then nobody can tell who signed. */
    static Optional<Requirement> asked(Payment payment, Terms terms) {
        Optional<Chain> chain = Chains.find(payment.network());
        Optional<Authorization> authorization = payment.authorization();
        boolean known = payment.scheme().equals("exact") && chain.isPresent() && authorization.isPresent();
        return known ? asked(payment, terms, chain.get(), authorization.get()) : Optional.empty();
    }

    private static Optional<Requirement> asked(Payment payment, Terms terms, Chain chain, Authorization signed) {
        String asset = asset(payment, terms, chain, signed);
        return tokens(terms, chain)
                .filter(token -> token.address().equalsIgnoreCase(asset))
                .findFirst()
                .or(() -> Chains.token(chain, asset))
                .map(token -> new Requirement(chain, token, signed.value(), signed.to(), 1, new TreeMap<>()));
    }

    /** Version 1 does not name it. */
    private static String asset(Payment payment, Terms terms, Chain chain, Authorization signed) {
        Accepted accepted = payment.accepted();
        return switch (signed) {
            case Permit2 permit -> permit.token();
            case Eip3009 transfer ->
                accepted == null
                        ? tokens(terms, chain).findFirst().orElse(chain.usdc()).address()
                        : accepted.asset();
        };
    }

    private static Stream<Token> tokens(Terms terms, Chain chain) {
        return terms.requirements().stream()
                .filter(requirement -> requirement.chain().id() == chain.id())
                .map(Requirement::token);
    }
}
