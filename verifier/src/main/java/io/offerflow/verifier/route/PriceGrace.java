package io.offerflow.verifier.route;

import io.offerflow.api.route.Requirement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Former amounts that stay payable for a minute after a change of price, for buyers who were told the old one: once each. It covers the
 * amount only: a payment to another payee, in another token or on another network fits no longer. Each replica counts for itself.
 */
public final class PriceGrace {
    public static final Duration WINDOW = Duration.ofSeconds(60);
    public static final PriceGrace NONE = new PriceGrace(List.of(), new ConcurrentHashMap<>());

    /** Buyers of one offer who can hold a former price; whoever comes later pays the new one. */
    private static final int MAX_BUYERS = 10_000;
    /** Changes within a minute; of more, the latest count. */
    private static final int MAX_FORMERS = 16;

    private final List<Former> formers;
    /** The payment of each buyer that took a former price. */
    private final Map<String, String> taken;

    private record Former(Requirement requirement, Instant until) {}

    private PriceGrace(List<Former> formers, Map<String, String> taken) {
        this.formers = formers;
        this.taken = taken;
    }

    /** The grace of {@code now}, which replaces {@code before} at {@code at}. */
    static PriceGrace after(Terms before, Terms now, Instant at) {
        List<Former> kept = new ArrayList<>();
        for (Former former : before.grace().formers) {
            if (at.isBefore(former.until)) {
                successor(former.requirement, now).ifPresent(r -> kept.add(new Former(r, former.until)));
            }
        }
        boolean inherited = !kept.isEmpty();
        for (Requirement requirement : before.requirements()) {
            successor(requirement, now).ifPresent(r -> kept.add(new Former(r, at.plus(WINDOW))));
        }
        if (kept.isEmpty()) {
            return NONE;
        }
        List<Former> latest = kept.subList(Math.max(0, kept.size() - MAX_FORMERS), kept.size());
        return new PriceGrace(List.copyOf(latest), inherited ? before.grace().taken : new ConcurrentHashMap<>());
    }

    /** Today's requirement with the former amount; empty when more than the amount has changed, or nothing. */
    private static Optional<Requirement> successor(Requirement former, Terms now) {
        boolean known = now.requirements().stream()
                .anyMatch(r -> sameButAmount(r, former) && r.amount().equals(former.amount()));
        return known
                ? Optional.empty()
                : now.requirements().stream()
                        .filter(r -> sameButAmount(r, former))
                        .findFirst()
                        .map(r -> new Requirement(
                                r.chain(), r.token(), former.amount(), r.payTo(), r.maxTimeoutSeconds(), r.extras()));
    }

    private static boolean sameButAmount(Requirement a, Requirement b) {
        return a.scheme().equals(b.scheme())
                && a.chain().id() == b.chain().id()
                && a.token().equals(b.token())
                && a.payTo().equalsIgnoreCase(b.payTo());
    }

    /** What is still taken at {@code now}, the latest price first. */
    public List<Requirement> at(Instant now) {
        if (formers.isEmpty()) {
            return List.of();
        }
        return formers.reversed().stream()
                .filter(former -> now.isBefore(former.until))
                .map(Former::requirement)
                .toList();
    }

    /** Whether {@link #take} would succeed now; claims nothing. */
    public boolean has(String payer, String nonce) {
        String first = taken.get(payer);
        return first == null ? taken.size() < MAX_BUYERS : first.equals(nonce);
    }

    /**
     * Claims a buyer's one purchase at a former price; the same payment may come again.
     *
     * @param payer lower case
     * @param nonce of his payment
     */
    public boolean take(String payer, String nonce) {
        if (taken.size() >= MAX_BUYERS && !taken.containsKey(payer)) {
            return false;
        }
        String first = taken.putIfAbsent(payer, nonce);
        return first == null || first.equals(nonce);
    }

    /** After a payment that moved no money: the buyer may try once more. */
    public void giveBack(String payer, String nonce) {
        taken.remove(payer, nonce);
    }
}
