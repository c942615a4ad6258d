package io.offerflow.dev.pay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Addresses, and challenges as a seller would write them. */
final class TestMoney {
    static final String NETWORK = "eip155:84532";
    static final String USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    static final String SELLER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
    /** Known to everybody: anvil's account 1. */
    static final String ANVIL_1_KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

    static final String ANVIL_1 = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    private TestMoney() {}

    static ObjectNode requirement(int version) {
        ObjectNode requirement = JsonNodeFactory.instance
                .objectNode()
                .put("scheme", "exact")
                .put("network", version == 1 ? "base-sepolia" : NETWORK)
                .put(version == 1 ? "maxAmountRequired" : "amount", "1000")
                .put("asset", USDC)
                .put("payTo", SELLER)
                .put("maxTimeoutSeconds", 60);
        requirement.putObject("extra").put("name", "USDC").put("version", "2");
        return requirement;
    }

    static PaymentRequired challenge(int version, ObjectNode... requirements) {
        ObjectNode challenge = JsonNodeFactory.instance.objectNode().put("x402Version", version);
        challenge.putObject("resource").put("url", "https://shop.example.com/services/audit");
        var accepts = challenge.putArray("accepts");
        for (ObjectNode requirement : requirements) {
            accepts.add(requirement);
        }
        return new PaymentRequired(challenge);
    }
}
