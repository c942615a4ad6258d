package io.offerflow.api.settlement;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.Ref;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A payment that may or may not have been taken: what finds it in the gate's ledger and on its chain.
 *
 * @param id the ledger's
 * @param value atomic units
 * @param validBefore from then on no chain accepts the authorization
 * @param since when its outcome became unknown; the settle call began minutes before at most
 * @param claimed the transaction that the facilitator named without saying that it succeeded; empty for none
 * @param offer what was sold; null for a static route
 * @param offerUid empty for a static route
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OpenSettlement(
        String id,
        Key key,
        String payTo,
        BigInteger value,
        Instant validBefore,
        Instant since,
        String claimed,
        @Nullable Ref offer,
        String offerUid) {

    /**
     * What makes an authorization unique; lower case.
     *
     * @param network CAIP-2
     * @param nonce 0x and 64 hexadecimal digits for EIP-3009, decimal for Permit2
     */
    public record Key(String network, String asset, String payer, String nonce) {

        /** The id of the workflow that finds out. */
        @JsonIgnore
        public String workflowId() {
            return String.join("/", "settlement", network, asset, payer, nonce);
        }
    }
}
