package io.offerflow.workflows.chain;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The workflow's argument: whose account, and what a run hands to the next.
 *
 * @param told how each intent stood when its submitter was last told
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccountInput(
        AccountActivities.Account account,
        @Nullable AccountState state,
        @Nullable AccountRules rules,
        @Nullable Map<String, String> told) {

    /** @param address 0x and 40 lower-case digits */
    public static AccountInput of(BigInteger chainId, String address) {
        return new AccountInput(new AccountActivities.Account(chainId, address), null, null, null);
    }
}
