package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.util.List;

/**
 * A registration that was there before.
 *
 * @param owner now, 0x and 40 lower-case digits; where it is not the signer, nothing may be written
 * @param uri now
 * @param duplicates other ids that fit as well, ascending; they are left alone
 */
public record Finding(BigInteger agentId, String owner, String uri, List<BigInteger> duplicates) {
    public Finding {
        duplicates = List.copyOf(duplicates);
    }
}
