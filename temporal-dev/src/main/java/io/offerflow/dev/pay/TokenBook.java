package io.offerflow.dev.pay;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Balances and used nonces of every token: the chain, as far as a payment can tell. One lock, so a move is atomic. */
final class TokenBook {
    private final Map<Token, Map<String, BigInteger>> balances = new HashMap<>();
    private final Map<Use, Move> uses = new LinkedHashMap<>();

    /** A token of one chain; addresses compare without case. */
    record Token(String network, String asset) {
        Token {
            asset = asset.toLowerCase(Locale.ROOT);
        }
    }

    /** A transfer that was made. */
    record Move(Token token, Authorization transfer, String transaction, long block) {
        TokenTransfer told() {
            return new TokenTransfer(
                    token.network(),
                    token.asset(),
                    transfer.from(),
                    transfer.to(),
                    transfer.value(),
                    transfer.nonce(),
                    transaction);
        }
    }

    private record Use(Token token, String payer, String nonce) {}

    synchronized void mint(Token token, String address, BigInteger amount) {
        balances.computeIfAbsent(token, any -> new HashMap<>()).merge(lower(address), amount, BigInteger::add);
    }

    synchronized BigInteger balance(Token token, String address) {
        return balances.getOrDefault(token, Map.of()).getOrDefault(lower(address), BigInteger.ZERO);
    }

    /** A token exists once somebody was given some of it. */
    synchronized boolean exists(Token token) {
        return balances.containsKey(token);
    }

    /** Why this transfer would fail now, as a reason of the protocol; empty when it would succeed. */
    synchronized Optional<String> obstacle(Token token, Authorization transfer) {
        if (uses.containsKey(use(token, transfer))) {
            return Optional.of("invalid_exact_evm_nonce_already_used");
        }
        if (balance(token, transfer.from()).compareTo(transfer.value()) < 0) {
            return Optional.of("invalid_exact_evm_insufficient_balance");
        }
        return Optional.empty();
    }

    /** Moves the money and burns the nonce, or does nothing and says why. */
    synchronized Optional<String> transfer(Move move) {
        Token token = move.token();
        Authorization transfer = move.transfer();
        Optional<String> obstacle = obstacle(token, transfer);
        if (obstacle.isEmpty()) {
            uses.put(use(token, transfer), move);
            mint(token, transfer.from(), transfer.value().negate());
            mint(token, transfer.to(), transfer.value());
        }
        return obstacle;
    }

    /** The transaction that used this authorization; empty when none did. */
    synchronized Optional<String> transaction(Token token, Authorization signed) {
        return Optional.ofNullable(uses.get(use(token, signed))).map(Move::transaction);
    }

    /** All so far, in order. */
    synchronized List<Move> moves() {
        return List.copyOf(uses.values());
    }

    private static Use use(Token token, Authorization transfer) {
        return new Use(token, lower(transfer.from()), lower(transfer.nonce()));
    }

    private static String lower(String hex) {
        return hex.toLowerCase(Locale.ROOT);
    }
}
