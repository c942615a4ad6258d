package io.offerflow.verifier.pay;

import io.offerflow.verifier.ledger.Intent;
import io.offerflow.verifier.ledger.PaymentKey;
import io.offerflow.verifier.ledger.PaymentRecord;
import io.offerflow.verifier.ledger.Seller;
import io.offerflow.verifier.pay.Facilitator.Order;
import io.offerflow.verifier.x402.Authorization;
import io.offerflow.verifier.x402.Flaw;
import io.offerflow.verifier.x402.Receipt;
import io.offerflow.verifier.x402.Wire;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A payment that passed every check but the signature's. Opaque; for {@link PaymentFlow#carryOut} once. */
public final class Examined {
    /** Any later end is the same to a ledger, and instants do not reach as far as a uint256. */
    private static final BigInteger FAR_FUTURE =
            BigInteger.valueOf(Instant.parse("9999-12-31T00:00:00Z").getEpochSecond());

    private final String header;
    private final Order order;
    private final LocalChecks.Fits fits;
    private final Authorization authorization;
    private final Optional<String> identifier;
    private final Claim claim;
    private final @Nullable PayerProof proof;

    Examined(String header, Order order, LocalChecks.Fits fits, Optional<String> identifier) {
        this.header = header;
        this.order = order;
        this.fits = fits;
        this.authorization = fits.authorization();
        this.identifier = identifier;
        this.claim = Claim.NONE;
        this.proof = null;
    }

    private Examined(Examined same, Claim claim, @Nullable PayerProof proof) {
        this.header = same.header;
        this.order = same.order;
        this.fits = same.fits;
        this.authorization = same.authorization;
        this.identifier = same.identifier;
        this.claim = claim;
        this.proof = proof;
    }

    /** The same payment, which buys only what it can claim. */
    public Examined claiming(Claim once) {
        return new Examined(this, once, proof);
    }

    /** The same payment, whose signature has been looked at. */
    Examined with(PayerProof found) {
        return new Examined(this, claim, found);
    }

    /** Empty until somebody has looked. */
    Optional<PayerProof> proof() {
        return Optional.ofNullable(proof);
    }

    /** Somebody has looked, and it is signed by its payer's own key. */
    public boolean proven() {
        return proof instanceof PayerProof.Proven;
    }

    Claim claim() {
        return claim;
    }

    /** Nothing that is asked for now; it may have been paid when it was. */
    boolean foreign() {
        return fits.over().filter(flaw -> flaw == Flaw.NO_MATCH).isPresent();
    }

    /** Whether what it paid is enough for what is sold here now, to this seller. */
    boolean covers(PaymentRecord paid, Seller seller) {
        boolean hisOffer = !seller.equals(Seller.NONE) && seller.equals(paid.seller());
        return order.terms().requirements().stream()
                .filter(r -> r.chain().caip2().equals(paid.key().network()))
                .filter(r -> r.token().address().equalsIgnoreCase(paid.key().asset()))
                .filter(r -> hisOffer || r.payTo().equalsIgnoreCase(paid.payTo()))
                .anyMatch(r -> r.amount().compareTo(paid.amount()) <= 0);
    }

    Order order() {
        return order;
    }

    LocalChecks.Fits fits() {
        return fits;
    }

    /** Who pays, as the authorization names him; proven once the payment is carried out. */
    public String payer() {
        return authorization.from();
    }

    /** One word for this payment, the same wherever it is presented. */
    public String payment() {
        return key().word();
    }

    /** From then on nobody can settle it. */
    public Instant validBefore() {
        return Instant.ofEpochSecond(authorization.validBefore().min(FAR_FUTURE).longValueExact());
    }

    boolean sameBytes(Examined other) {
        return header.equals(other.header);
    }

    PaymentKey key() {
        return new PaymentKey(
                order.requirement().chain().caip2(),
                order.requirement().token().address().toLowerCase(Locale.ROOT),
                authorization.from().toLowerCase(Locale.ROOT),
                authorization.nonce().toLowerCase(Locale.ROOT));
    }

    Intent intent(Seller seller) {
        return new Intent(
                key(),
                seller,
                order.requirement().payTo(),
                order.requirement().amount(),
                validBefore(),
                order.facilitator(),
                new Intent.Presented(identifier.orElse(null), digest()));
    }

    /** Of the bytes that were sent. */
    String digest() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(header.getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    Receipt receipt(boolean success, String transaction, String reason) {
        String network = Wire.network(order.payment().version(), order.requirement());
        return new Receipt(success, transaction, network, payer(), reason);
    }
}
