package io.offerflow.workflows.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.workflows.chain.IntentReport.Inclusion;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An id that is ours.
 *
 * @param owner that the registry named when it became ours; who writes
 * @param minted transaction and block of the mint; null when it was adopted
 * @param last whether no reorg can take it back
 * @param duplicates other ids that were found, ascending
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Holding(BigInteger agentId, String owner, @Nullable Minted minted, boolean last, List<BigInteger> duplicates) {

    Holding {
        duplicates = duplicates == null ? List.of() : List.copyOf(duplicates);
    }

    record Minted(String hash, BigInteger block, String blockHash, BigInteger depth) {
        static Minted of(String hash, Inclusion inclusion) {
            return new Minted(hash, inclusion.block(), inclusion.blockHash(), inclusion.depth());
        }
    }

    static Holding adopted(BigInteger agentId, String owner, List<BigInteger> duplicates) {
        return new Holding(agentId, owner, null, true, duplicates);
    }
}
