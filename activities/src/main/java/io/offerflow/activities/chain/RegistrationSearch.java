package io.offerflow.activities.chain;

import io.offerflow.workflows.chain.Adoption;
import io.offerflow.workflows.chain.Finding;
import io.offerflow.workflows.chain.SearchCursor;
import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Searches for a registration that is there already. The registry cannot list what an owner has, but it counts it: an owner of nothing costs one question,
 * and the search of an owner ends when everything it has was seen. Logs are asked for by owner, so foreign registrations are not even read.
 */
final class RegistrationSearch {
    /** Most providers allow any range with few results, which a search by owner has. */
    private static final long LARGEST_PAGE = 1_000_000;
    /** What most of the others allow. */
    private static final long USUAL_PAGE = 10_000;

    /** Two questions follow for each token, and anybody may send us some: a page must not outlast an attempt of the activity. */
    private static final int MOST_TOKENS = 50;

    private static final long STEP = 10;
    /** One page of so many tries twice the blocks: what was refused for a moment must not stay small for good. */
    private static final BigInteger TRIES = BigInteger.valueOf(32);

    private final AccountNode node;
    private final RegistryNode registry;
    private final String address;
    private final InstantSource clock;
    private final Instant until;

    /** @param until when to stop, after at least one page */
    RegistrationSearch(AccountNode node, String address, InstantSource clock, Instant until) {
        this.node = node;
        this.registry = new RegistryNode(node, address);
        this.address = address;
        this.clock = clock;
        this.until = until;
    }

    /** How a part of the search ended; both null when nothing is there. */
    record Result(@Nullable Finding finding, @Nullable SearchCursor more) {}

    Result search(String signer, Adoption adoption, @Nullable SearchCursor cursor, Optional<BigInteger> configuredStart)
            throws RpcException, InterruptedException {
        for (BigInteger id : adoption.ids()) {
            if (registry.owner(id).isPresent()) {
                return new Result(finding(List.of(id)), null);
            }
        }
        List<String> owners = adoption.uris().isEmpty() ? List.of() : owners(signer, adoption);
        List<BigInteger> found = cursor == null ? List.of() : cursor.found();
        int from = cursor == null ? 0 : Math.max(0, owners.indexOf(cursor.owner()));
        for (String owner : owners.subList(Math.min(from, owners.size()), owners.size())) {
            boolean resumed = cursor != null && cursor.owner().equals(owner);
            SearchCursor at =
                    resumed ? cursor : new SearchCursor(owner, node.head(), LARGEST_PAGE, found, List.of(), null);
            SearchCursor end = searchOwner(at, adoption, configuredStart);
            if (end.next().signum() >= 0) {
                return new Result(null, end);
            }
            found = end.found();
        }
        return new Result(found.isEmpty() ? null : finding(found), null);
    }

    private static List<String> owners(String signer, Adoption adoption) {
        return Stream.concat(Stream.of(signer), adoption.formerOwners().stream())
                .map(owner -> owner.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    /** Until this owner is done, which a negative block says, or the time is over. */
    private SearchCursor searchOwner(SearchCursor begin, Adoption adoption, Optional<BigInteger> configuredStart)
            throws RpcException, InterruptedException {
        BigInteger balance = registry.balance(begin.owner());
        SearchCursor at = begin;
        if (balance.compareTo(BigInteger.valueOf(at.owned().size())) <= 0) {
            return done(at);
        }
        BigInteger start = configuredStart.isPresent() ? configuredStart.get() : at.start();
        if (start == null) {
            start = deployment();
        }
        do {
            at = page(at, start, adoption);
            boolean all = balance.compareTo(BigInteger.valueOf(at.owned().size())) <= 0;
            if (all || at.next().compareTo(start) < 0) {
                return done(at);
            }
        } while (clock.instant().isBefore(until));
        return at;
    }

    private static SearchCursor done(SearchCursor at) {
        return new SearchCursor(at.owner(), BigInteger.ONE.negate(), at.page(), at.found(), at.owned(), at.start());
    }

    private SearchCursor page(SearchCursor at, BigInteger start, Adoption adoption)
            throws RpcException, InterruptedException {
        BigInteger from = at.next().subtract(BigInteger.valueOf(at.page() - 1)).max(start.min(at.next()));
        List<BigInteger> ids;
        try {
            ids = node.received(address, at.owner(), from, at.next());
        } catch (RpcError | RpcTimeout refused) {
            if (busy(refused) || at.page() == 1) {
                throw refused;
            }
            return shrunk(at, start);
        }
        if (ids.size() > MOST_TOKENS && at.page() > 1) {
            return shrunk(at, start);
        }
        List<BigInteger> found = new ArrayList<>(at.found());
        List<BigInteger> owned = new ArrayList<>(at.owned());
        for (BigInteger id : ids) {
            boolean has = !owned.contains(id)
                    && registry.owner(id).filter(at.owner()::equals).isPresent();
            if (has) {
                owned.add(id);
                if (adoption.uris().contains(registry.uri(id))) {
                    found.add(id);
                }
            }
        }
        return new SearchCursor(at.owner(), from.subtract(BigInteger.ONE), after(at), found, owned, start);
    }

    private static SearchCursor shrunk(SearchCursor at, BigInteger start) {
        long page = at.page() > USUAL_PAGE ? Math.max(USUAL_PAGE, at.page() / STEP) : at.page() / 2;
        return new SearchCursor(at.owner(), at.next(), page, at.found(), at.owned(), start);
    }

    private static long after(SearchCursor at) {
        boolean tries =
                at.next().divide(BigInteger.valueOf(at.page())).mod(TRIES).signum() == 0;
        return tries ? Math.min(LARGEST_PAGE, 2 * at.page()) : at.page();
    }

    /** Too many questions, as opposed to too large a one. */
    private static boolean busy(RpcException refused) {
        return refused instanceof RpcError error
                && Stream.of("rate limit", "too many requests", "request rate", "compute units", "capacity", "quota")
                        .anyMatch(error.text()::contains);
    }

    /** The first block with the registry's code; 0 where the node does not know that any more. */
    private BigInteger deployment() throws RpcException, InterruptedException {
        BigInteger without = BigInteger.ONE.negate();
        BigInteger with = node.head();
        try {
            while (with.subtract(without).compareTo(BigInteger.ONE) > 0) {
                BigInteger middle = with.add(without).shiftRight(1);
                if (node.hasCode(address, middle)) {
                    with = middle;
                } else {
                    without = middle;
                }
            }
            return with;
        } catch (RpcError forgotten) {
            return BigInteger.ZERO;
        }
    }

    private Finding finding(List<BigInteger> ids) throws RpcException, InterruptedException {
        List<BigInteger> sorted = ids.stream().sorted().toList();
        BigInteger lowest = sorted.getFirst();
        String owner = registry.owner(lowest).orElseThrow(() -> new RpcException("a registration disappeared"));
        return new Finding(lowest, owner, registry.uri(lowest), sorted.subList(1, sorted.size()));
    }
}
