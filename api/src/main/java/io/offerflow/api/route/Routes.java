package io.offerflow.api.route;

import io.offerflow.api.Drain;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.ServiceOfferSpec.Asset;
import io.offerflow.api.ServiceOfferSpec.Payment;
import io.offerflow.api.ServiceOfferStatus.AgentResolution;
import io.offerflow.api.chain.Chain;
import io.offerflow.api.chain.Chains;
import io.offerflow.api.chain.Token;
import io.offerflow.api.chain.Token.TransferMethod;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.path.OfferPath;
import io.offerflow.api.price.EffectivePrice;
import io.offerflow.api.price.Pricing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Derives the route of an offer from its spec alone, whatever its conditions say; agents also need their resolution. */
public final class Routes {
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");

    private Routes() {}

    /** Decides about one offer at one instant; never throws for a bad spec. */
    public static RouteDecision decide(ServiceOffer offer, Instant now) {
        if (offer.metadata().deleting()) {
            return new RouteDecision.Withdrawn(Reason.Deleting, "the offer is being deleted");
        }
        Drain drain = Drain.of(offer.spec());
        if (drain != null && drain.ended(now)) {
            return new RouteDecision.Withdrawn(Reason.Drained, "the end of sale was at " + drain.endsAt());
        }
        if (offer.spec().sellsAgent() && offer.statusOrEmpty().agentResolution() == null) {
            return new RouteDecision.Withdrawn(Reason.WaitingForAgent, "the agent is not resolved yet");
        }
        try {
            return new RouteDecision.Served(route(offer));
        } catch (RefusedException refused) {
            return new RouteDecision.Quarantined(refused.reason(), refused.sentence());
        }
    }

    /** The price of an offer for people; empty when it cannot be computed. */
    public static Optional<EffectivePrice> price(ServiceOffer offer) {
        Payment payment = offer.spec().payment();
        try {
            return payment == null
                    ? Optional.empty()
                    : Optional.of(Pricing.of(payment.price(), token(payment, chain(payment))));
        } catch (RefusedException refused) {
            return Optional.empty();
        }
    }

    /**
     * The one way to pay that a payment block describes, for offers and for a gate's static routes alike.
     *
     * @throws RefusedException naming the field that is wrong
     */
    public static Requirement requirement(Payment payment, SortedMap<String, Object> extras) {
        Chain chain = chain(payment);
        Token token = token(payment, chain);
        EffectivePrice price = Pricing.of(payment.price(), token);
        String payTo = payment.payTo() == null ? "" : payment.payTo();
        if (!ADDRESS.matcher(payTo).matches()) {
            throw new RefusedException(
                    Reason.InvalidPayTo,
                    "spec.payment.payTo \"" + payTo + "\" is not an address: write 0x and 40 hexadecimal digits");
        }
        return new Requirement(chain, token, price.atomic(), payTo, payment.effectiveTimeoutSeconds(), extras);
    }

    private static Route route(ServiceOffer offer) {
        String path = offer.effectivePath();
        OfferPath.check(path);
        Payment payment = offer.spec().payment();
        if (payment == null) {
            throw new RefusedException(Reason.InvalidSpec, "spec.payment is missing");
        }
        Requirement requirement = requirement(payment, extras(offer));
        EffectivePrice price = Pricing.of(payment.price(), requirement.token());
        String uid = offer.metadata().uid() == null ? "" : offer.metadata().uid();
        String type = offer.spec().effectiveType();
        return new Route(
                offer.ref(),
                uid,
                offer.metadata().generation(),
                type,
                path,
                price,
                List.of(requirement),
                digest(type, path, requirement));
    }

    private static Chain chain(Payment payment) {
        return Chains.find(payment.network())
                .orElseThrow(() -> new RefusedException(
                        Reason.UnknownNetwork,
                        "spec.payment.network \"" + payment.network() + "\" cannot be priced: use one of "
                                + String.join(", ", Chains.names())));
    }

    /** The chain's default token, a known one, or one the spec describes completely; single fields may override. */
    private static Token token(Payment payment, Chain chain) {
        Asset asset = payment.asset();
        if (asset == null) {
            return chain.usdc();
        }
        String address = asset.address() == null ? chain.usdc().address() : asset.address();
        if (!ADDRESS.matcher(address).matches()) {
            throw new RefusedException(
                    Reason.InvalidAsset, "spec.payment.asset.address \"" + address + "\" is not an address");
        }
        Token known = Chains.token(chain, address).orElse(null);
        Integer decimals = asset.decimals() != null ? asset.decimals() : known == null ? null : known.decimals();
        if (decimals == null || decimals < 0 || decimals > 77) {
            throw new RefusedException(
                    Reason.InvalidAsset,
                    "spec.payment.asset.decimals is needed (0 to 77) for the unknown token " + address);
        }
        return new Token(
                address,
                need("symbol", asset.symbol(), known == null ? null : known.symbol(), address),
                decimals,
                method(asset, known),
                need("eip712Name", asset.eip712Name(), known == null ? null : known.name(), address),
                need("eip712Version", asset.eip712Version(), known == null ? null : known.version(), address));
    }

    private static String need(String field, @Nullable String given, @Nullable String known, String address) {
        String value = given != null && !given.isEmpty() ? given : known;
        if (value == null) {
            throw new RefusedException(
                    Reason.InvalidAsset, "spec.payment.asset." + field + " is needed for the unknown token " + address);
        }
        return value;
    }

    private static TransferMethod method(Asset asset, @Nullable Token known) {
        if (asset.transferMethod() == null) {
            return known == null ? TransferMethod.EIP3009 : known.method();
        }
        for (TransferMethod method : TransferMethod.values()) {
            if (method.wire().equals(asset.transferMethod())) {
                return method;
            }
        }
        throw new RefusedException(
                Reason.InvalidAsset,
                "spec.payment.asset.transferMethod \"" + asset.transferMethod() + "\" is neither eip3009 nor permit2");
    }

    private static SortedMap<String, Object> extras(ServiceOffer offer) {
        SortedMap<String, Object> extras = new TreeMap<>();
        AgentResolution agent = offer.statusOrEmpty().agentResolution();
        if (!ServiceOfferSpec.TYPE_AGENT.equals(offer.spec().type()) || agent == null) {
            return extras;
        }
        if (agent.model() != null) {
            extras.put("agentModel", agent.model());
        }
        if (agent.runtime() != null) {
            extras.put("agentRuntime", agent.runtime());
        }
        extras.put("agentSkills", agent.skills());
        return extras;
    }

    private static String digest(String type, String path, Requirement r) {
        String canonical = String.join(
                "\n",
                type,
                path,
                r.scheme(),
                r.chain().caip2(),
                r.token().toString(),
                r.amount().toString(),
                r.payTo(),
                Long.toString(r.maxTimeoutSeconds()),
                r.extras().toString());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
