package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the search for an earlier registration is. It goes back from the head, so that a young registration is found soon.
 *
 * @param owner whose registrations are looked for now
 * @param next block to look at, going down
 * @param page blocks of one question, as many as the endpoint allowed last
 * @param found ids of this and earlier owners that fit
 * @param owned how many of this owner's registrations were seen; when it is all, the search of this owner is over
 * @param start first block worth looking at; null before it was asked for
 */
public record SearchCursor(
        String owner,
        BigInteger next,
        long page,
        List<BigInteger> found,
        List<BigInteger> owned,
        @Nullable BigInteger start) {
    public SearchCursor {
        found = List.copyOf(found);
        owned = List.copyOf(owned);
    }
}
