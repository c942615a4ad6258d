package io.offerflow.signer.policy;

import io.offerflow.ethereum.Address;
import io.offerflow.signer.eip712.Domain;
import io.offerflow.signer.eip712.TypedData;
import io.offerflow.signer.policy.Decision.Allowed;
import io.offerflow.signer.policy.Decision.Charge;
import io.offerflow.signer.policy.Decision.Reason;
import io.offerflow.signer.policy.Decision.Refused;
import io.offerflow.signer.policy.Policy.ChainRules;
import io.offerflow.signer.policy.Policy.Limit;
import io.offerflow.signer.policy.Policy.TransactionRule;
import io.offerflow.signer.policy.Policy.TypedDataRule;
import io.offerflow.signer.request.SigningRequest;
import io.offerflow.signer.request.SigningRequest.Transaction;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides by the policy and the request alone; what was spent before is {@link DailyTotals}' business. */
public final class PolicyCheck {
    private static final int MAX_BITS_OF_CHAIN = 63;

    private final Policy policy;

    public PolicyCheck(Policy policy) {
        this.policy = policy;
    }

    public Decision decide(SigningRequest request) {
        return switch (request) {
            case Transaction transaction -> transaction(transaction);
            case SigningRequest.Typed typed -> typedData(typed.data());
            case SigningRequest.Message message ->
                policy.messages()
                        ? new Allowed(List.of())
                        : new Refused(Reason.MESSAGES_NOT_ALLOWED, "the policy does not allow texts to be signed");
            case SigningRequest.RawHash hash ->
                policy.rawHash()
                        ? new Allowed(List.of())
                        : new Refused(
                                Reason.HASH_NOT_ALLOWED,
                                "bare hashes are not signed, since nobody can see what they mean: use transaction, message or typed-data");
        };
    }

    private Decision transaction(Transaction transaction) {
        ChainRules rules = policy.chains().get(transaction.chainId());
        if (rules == null) {
            return chainRefused(String.valueOf(transaction.chainId()));
        }
        List<TransactionRule> ofContract = rules.transactions().stream()
                .filter(rule -> rule.to().equals(transaction.to()))
                .toList();
        if (ofContract.isEmpty()) {
            return new Refused(
                    Reason.CONTRACT_NOT_ALLOWED,
                    "the policy allows no transactions to " + transaction.to() + " on chain " + transaction.chainId());
        }
        String selector = selector(transaction.data());
        if (ofContract.stream().noneMatch(rule -> mayCall(rule, selector))) {
            String what = selector.isEmpty() ? "a transfer without data" : "function " + selector;
            return new Refused(
                    Reason.FUNCTION_NOT_ALLOWED, "the policy does not allow " + what + " at " + transaction.to());
        }
        return metered(transaction, rules, selector);
    }

    private static Decision metered(Transaction transaction, ChainRules rules, String selector) {
        List<Spend> spends = new ArrayList<>();
        BigInteger fee = transaction.gasLimit().multiply(transaction.maxFee());
        Optional<Address> recipient =
                transaction.value().signum() > 0 ? Optional.of(transaction.to()) : Optional.empty();
        spends.add(new Spend(
                transaction.chainId(), Optional.empty(), transaction.value().add(fee), recipient));
        Optional<TokenCall> call = TokenCall.of(selector);
        boolean token = rules.tokens().containsKey(transaction.to());
        if (call.isPresent() || token && !selector.isEmpty()) {
            Optional<Spend> spend =
                    call.flatMap(known -> known.spend(transaction.chainId(), transaction.to(), transaction.data()));
            if (spend.isEmpty()) {
                return new Refused(
                        Reason.AMOUNT_UNKNOWN,
                        "the amount of this call of token " + transaction.to() + " cannot be read");
            }
            spends.add(spend.get());
        }
        return charged(spends, rules);
    }

    private Decision typedData(TypedData data) {
        Domain domain = data.domain();
        Long chainId = domain.chainId()
                .filter(id -> id.bitLength() <= MAX_BITS_OF_CHAIN)
                .map(BigInteger::longValueExact)
                .orElse(null);
        ChainRules rules = chainId == null ? null : policy.chains().get(chainId);
        if (chainId == null || rules == null) {
            return chainRefused(domain.chainId().map(BigInteger::toString).orElse("(none named)"));
        }
        List<TypedDataRule> ofDomain =
                rules.typedData().stream().filter(rule -> covers(rule, domain)).toList();
        if (ofDomain.isEmpty()) {
            return new Refused(
                    Reason.DOMAIN_NOT_ALLOWED,
                    "the policy does not allow typed data of this domain (name, version and verifyingContract) on chain "
                            + chainId);
        }
        if (ofDomain.stream().anyMatch(rule -> rule.unmetered().contains(data.primaryType()))) {
            return new Allowed(List.of());
        }
        if (ofDomain.stream().noneMatch(rule -> rule.primaryTypes().contains(data.primaryType()))) {
            return new Refused(
                    Reason.TYPE_NOT_ALLOWED,
                    "the policy does not allow " + shown(data.primaryType()) + " for this domain");
        }
        Optional<Spend> spend =
                domain.verifyingContract().flatMap(contract -> TypedAmounts.spend(chainId, contract, data));
        return spend.isEmpty()
                ? new Refused(
                        Reason.AMOUNT_UNKNOWN,
                        "the type " + shown(data.primaryType())
                                + " does not have the members that the standard gives it")
                : charged(List.of(spend.get()), rules);
    }

    private static Decision charged(List<Spend> spends, ChainRules rules) {
        List<Charge> charges = new ArrayList<>();
        for (Spend spend : spends) {
            @Nullable
            Limit limit = spend.token().isPresent()
                    ? rules.tokens().get(spend.token().get())
                    : rules.nativeLimit().orElse(null);
            if (limit == null) {
                return new Refused(
                        Reason.ASSET_NOT_ALLOWED,
                        "the policy has no limit for " + spend.asset() + " on chain " + spend.chainId());
            }
            if (spend.amount().compareTo(limit.perTransaction()) > 0) {
                return new Refused(
                        Reason.ABOVE_TRANSACTION_LIMIT,
                        spend.amount() + " of " + spend.asset() + " is above the limit of " + limit.perTransaction()
                                + " for one transaction");
            }
            boolean anybody = limit.recipients().isEmpty() || spend.recipient().isEmpty();
            if (!anybody && !limit.recipients().contains(spend.recipient().get())) {
                return new Refused(
                        Reason.RECIPIENT_NOT_ALLOWED,
                        "the policy does not allow " + spend.asset() + " to go to "
                                + spend.recipient().get());
            }
            charges.add(new Charge(spend, limit.perDay()));
        }
        return new Allowed(List.copyOf(charges));
    }

    private static Refused chainRefused(String chain) {
        return new Refused(Reason.CHAIN_NOT_ALLOWED, "the policy does not allow chain " + chain);
    }

    private static boolean mayCall(TransactionRule rule, String selector) {
        return rule.anyFunction()
                || (selector.isEmpty()
                        ? rule.selectors().isEmpty()
                        : rule.selectors().contains(selector));
    }

    private static boolean covers(TypedDataRule rule, Domain domain) {
        return domain.name().equals(Optional.of(rule.name()))
                && domain.verifyingContract().equals(Optional.of(rule.verifyingContract()))
                && (rule.version().isEmpty() || rule.version().equals(domain.version()));
    }

    /** Empty without data; what is shorter than a selector is one that no rule has. */
    private static String selector(byte[] data) {
        return data.length == 0
                ? ""
                : "0x" + HexFormat.of().formatHex(data, 0, Math.min(data.length, TokenCall.SELECTOR));
    }

    private static String shown(String type) {
        int most = 64;
        return type.length() <= most ? type : type.substring(0, most) + "...";
    }
}
