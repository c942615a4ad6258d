package io.offerflow.api.route;

import io.offerflow.api.ServiceOfferSpec.Asset;
import io.offerflow.api.ServiceOfferSpec.Payment;
import io.offerflow.api.ServiceOfferSpec.Price;
import io.offerflow.api.chain.Chain;
import io.offerflow.api.chain.Chains;
import io.offerflow.api.chain.Token;
import io.offerflow.api.chain.Token.TransferMethod;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.price.EffectivePrice;
import io.offerflow.api.price.Pricing;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One payment block with its chain and token resolved.
 *
 * @param field where the block stands in the spec, for sentences
 */
record PaymentTerms(String field, Payment payment, Chain chain, Token token) {
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final int MAX_DECIMALS = 77;

    /** @throws RefusedException naming the field that is wrong */
    static PaymentTerms of(String field, Payment payment) {
        Chain chain = Chains.find(payment.network())
                .orElseThrow(() -> new RefusedException(
                        Reason.UnknownNetwork,
                        field + ".network \"" + payment.network() + "\" cannot be priced: use one of "
                                + String.join(", ", Chains.names())));
        return new PaymentTerms(field, payment, chain, token(field + ".asset", payment.asset(), chain));
    }

    /** @throws RefusedException when there is not exactly one price */
    EffectivePrice price() {
        return Pricing.of(field + ".price", payment.price(), token);
    }

    /** @throws RefusedException naming the field that is wrong */
    Requirement requirement(SortedMap<String, Object> extras) {
        return requirement(price(), extras);
    }

    /** The same for another price in the same token. */
    EffectivePrice price(String priceField, Price other) {
        return Pricing.of(priceField, other, token);
    }

    /** @throws RefusedException naming the field that is wrong */
    Requirement requirement(EffectivePrice price, SortedMap<String, Object> extras) {
        String payTo = payment.payTo() == null ? "" : payment.payTo();
        if (!ADDRESS.matcher(payTo).matches()) {
            throw new RefusedException(
                    Reason.InvalidPayTo,
                    field + ".payTo \"" + payTo + "\" is not an address: write 0x and 40 hexadecimal digits");
        }
        return new Requirement(chain, token, price.atomic(), payTo, payment.effectiveTimeoutSeconds(), extras);
    }

    /** The chain's default token, a known one, or one the spec describes completely; single fields may override. */
    private static Token token(String field, @Nullable Asset asset, Chain chain) {
        if (asset == null) {
            return chain.usdc();
        }
        String address = asset.address() == null ? chain.usdc().address() : asset.address();
        if (!ADDRESS.matcher(address).matches()) {
            throw refused(field + ".address \"" + address + "\" is not an address");
        }
        Token known = Chains.token(chain, address).orElse(null);
        Integer decimals = asset.decimals() != null ? asset.decimals() : known == null ? null : known.decimals();
        if (decimals == null || decimals < 0 || decimals > MAX_DECIMALS) {
            throw refused(field + ".decimals is needed (0 to " + MAX_DECIMALS + ") for the unknown token " + address);
        }
        Token token = new Token(
                address,
                need(field + ".symbol", asset.symbol(), known == null ? null : known.symbol(), address),
                decimals,
                method(field, asset, known),
                need(field + ".eip712Name", asset.eip712Name(), known == null ? null : known.name(), address),
                need(field + ".eip712Version", asset.eip712Version(), known == null ? null : known.version(), address));
        return token.equals(known) ? known : token;
    }

    private static String need(String field, @Nullable String given, @Nullable String known, String address) {
        String value = given != null && !given.isEmpty() ? given : known;
        if (value == null) {
            throw refused(field + " is needed for the unknown token " + address);
        }
        return value;
    }

    private static TransferMethod method(String field, Asset asset, @Nullable Token known) {
        if (asset.transferMethod() == null) {
            return known == null ? TransferMethod.EIP3009 : known.method();
        }
        for (TransferMethod method : TransferMethod.values()) {
            if (method.wire().equals(asset.transferMethod())) {
                return method;
            }
        }
        throw refused(field + ".transferMethod \"" + asset.transferMethod() + "\" is neither eip3009 nor permit2");
    }

    private static RefusedException refused(String sentence) {
        return new RefusedException(Reason.InvalidAsset, sentence);
    }
}
