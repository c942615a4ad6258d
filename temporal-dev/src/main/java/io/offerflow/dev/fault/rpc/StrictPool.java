package io.offerflow.dev.fault.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.ethereum.Address;
import io.offerflow.ethereum.transaction.DynamicFeeTransaction;
import io.offerflow.ethereum.transaction.SignedTransaction;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/** A pool with a rule for replacements, in geth's words. It knows the transactions that came this way. */
final class StrictPool {
    private static final int REFUSED = -32_000;
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    private final BigInteger percent;
    private final Map<Place, SignedTransaction> held = new HashMap<>();

    private record Place(Address sender, BigInteger nonce) {}

    StrictPool(int percent) {
        this.percent = BigInteger.valueOf(percent);
    }

    synchronized JsonNode answer(RpcCall call) throws IOException, InterruptedException {
        SignedTransaction sent = SignedTransaction.decode(call.parameter(0).asText());
        Place place = new Place(sent.sender(), sent.transaction().nonce());
        SignedTransaction there = held.get(place);
        if (there != null && pending(call, there)) {
            if (there.hash().equals(sent.hash())) {
                return call.error(REFUSED, "already known");
            }
            if (!replaces(sent.transaction(), there.transaction())) {
                return call.error(REFUSED, "replacement transaction underpriced");
            }
        }
        JsonNode answer = call.pass();
        if (answer.hasNonNull("result")) {
            held.put(place, sent);
        }
        return answer;
    }

    private static boolean pending(RpcCall call, SignedTransaction there) throws IOException, InterruptedException {
        JsonNode known = call.ask("eth_getTransactionByHash", there.hash());
        return known.isObject() && !known.hasNonNull("blockNumber");
    }

    private boolean replaces(DynamicFeeTransaction sent, DynamicFeeTransaction there) {
        return enough(sent.maxFee(), there.maxFee()) && enough(sent.priorityFee(), there.priorityFee());
    }

    private boolean enough(BigInteger fee, BigInteger old) {
        return fee.multiply(HUNDRED).compareTo(old.multiply(HUNDRED.add(percent))) >= 0 && fee.compareTo(old) > 0;
    }
}
