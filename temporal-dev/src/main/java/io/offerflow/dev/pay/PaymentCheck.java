package io.offerflow.dev.pay;

import io.offerflow.dev.pay.PaymentClaim.Requirement;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The checks of an exact EIP-3009 payment, in the order and with the reasons of {@code @x402/evm} 2.27, up to those of balance and nonce,
 * which are the book's. The reasons differ from those that the x402 specification lists; buyers meet these.
 */
final class PaymentCheck {
    /** Seconds that a settlement may take: the official facilitator refuses authorizations that end sooner. */
    private static final int SETTLEMENT_MARGIN = 6;

    private final TokenBook book;
    private final InstantSource clock;

    PaymentCheck(TokenBook book, InstantSource clock) {
        this.book = book;
        this.clock = clock;
    }

    sealed interface Verdict {}

    /**
     * Right in itself; whether there is money for it, and whether it was used before, the book knows.
     *
     * @param digest what was signed, 32 bytes
     */
    record Good(TokenBook.Token token, byte[] digest) implements Verdict {}

    record Bad(String reason) implements Verdict {}

    Verdict check(PaymentClaim claim) {
        Requirement required = claim.requirement();
        if (!"exact".equals(required.scheme())
                || !"exact".equals(claim.presented().scheme())) {
            return new Bad("invalid_exact_evm_scheme");
        }
        Optional<String> network = claim.caip2();
        if (network.isEmpty() || !required.network().equals(claim.presented().network())) {
            return new Bad("invalid_exact_evm_network_mismatch");
        }
        var name = required.tokenName();
        if (name.name().isEmpty() || name.version().isEmpty()) {
            return new Bad("invalid_exact_evm_missing_eip712_domain");
        }
        BigInteger chainId = Networks.chainId(network.get()).orElseThrow();
        var domain = new TokenDomain(name.name(), name.version(), chainId, required.asset());
        byte[] digest = claim.presented().authorization().digest(domain);
        var token = new TokenBook.Token(network.get(), required.asset());
        return signature(claim, digest)
                .or(() -> terms(claim))
                .or(() -> contract(claim, token, domain))
                .<Verdict>map(Bad::new)
                .orElseGet(() -> new Good(token, digest));
    }

    private static Optional<String> signature(PaymentClaim claim, byte[] digest) {
        return Eoa.signer(digest, claim.presented().signature())
                        .filter(claim.presented().authorization().from()::equalsIgnoreCase)
                        .isPresent()
                ? Optional.empty()
                : Optional.of("invalid_exact_evm_signature");
    }

    private Optional<String> terms(PaymentClaim claim) {
        Authorization signed = claim.presented().authorization();
        BigInteger now = BigInteger.valueOf(clock.instant().getEpochSecond());
        if (!signed.to().equalsIgnoreCase(claim.requirement().payTo())) {
            return Optional.of("invalid_exact_evm_recipient_mismatch");
        }
        if (signed.validBefore().compareTo(now.add(BigInteger.valueOf(SETTLEMENT_MARGIN))) < 0) {
            return Optional.of("invalid_exact_evm_payload_authorization_valid_before");
        }
        if (signed.validAfter().compareTo(now) > 0) {
            return Optional.of("invalid_exact_evm_payload_authorization_valid_after");
        }
        if (!signed.value().equals(claim.requirement().amount())) {
            return Optional.of(
                    claim.protocol() == 1
                            ? "invalid_exact_evm_authorization_value"
                            : "invalid_exact_evm_payload_authorization_value_mismatch");
        }
        return Optional.empty();
    }

    /** What the token's own code would say if the transfer were tried now. */
    private Optional<String> contract(PaymentClaim claim, TokenBook.Token token, TokenDomain signed) {
        if (!book.exists(token)) {
            return Optional.of("asset_not_deployed_contract");
        }
        Optional<TokenDomain> real = Networks.knownDomain(token.network(), token.asset());
        if (real.isPresent() && !real.get().name().equals(signed.name())) {
            return Optional.of("invalid_exact_evm_token_name_mismatch");
        }
        if (real.isPresent() && !real.get().version().equals(signed.version())) {
            return Optional.of("invalid_exact_evm_token_version_mismatch");
        }
        if (!Eoa.hasContractV(claim.presented().signature())) {
            return Optional.of("invalid_exact_evm_transaction_simulation_failed");
        }
        return Optional.empty();
    }
}
