package io.offerflow.flows.registration;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.flows.chain.Anvil;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What the registry of a chain says, read without any code of the product. */
record Registry(Anvil anvil) {
    private static final String REGISTERED = "0xca52e62c367d81bb2e328eb795f7c7ba24afb478408a26c0e201d155c449bc4a";
    private static final String URI_UPDATED = "0x3a2c7fffc2cba7582c690e3b82c453ea02a308326a98a3ad7576c606336409fb";
    private static final String OWNER_OF = "0x6352211e";
    private static final String TOKEN_URI = "0xc87b56dd";
    private static final String TRANSFER_FROM = "0x23b872dd";
    private static final int WORD = 64;

    /** Ids that were ever registered, by anybody. */
    int registrations() {
        return events(REGISTERED);
    }

    int uriUpdates() {
        return events(URI_UPDATED);
    }

    private int events(String topic) {
        return logs(topic).size();
    }

    private JsonNode logs(String topic) {
        return anvil.call(
                "eth_getLogs",
                Map.of("address", anvil.registry, "fromBlock", "0x0", "toBlock", "latest", "topics", new String[] {topic
                }));
    }

    /** The nonces of the transactions that registered, in the chain's order. */
    List<Long> nonces() {
        List<Long> nonces = new ArrayList<>();
        logs(REGISTERED)
                .forEach(log -> nonces.add(Long.decode(anvil.call(
                                "eth_getTransactionByHash",
                                log.path("transactionHash").asText())
                        .path("nonce")
                        .asText())));
        return nonces;
    }

    String ownerOf(String agentId) {
        return "0x" + ask(OWNER_OF, agentId).substring(WORD - 40, WORD);
    }

    String tokenUri(String agentId) {
        String answer = ask(TOKEN_URI, agentId);
        int length = new BigInteger(answer.substring(WORD, 2 * WORD), 16).intValueExact();
        byte[] text = HexFormat.of().parseHex(answer.substring(2 * WORD, 2 * WORD + 2 * length));
        return new String(text, StandardCharsets.UTF_8);
    }

    private String ask(String selector, String agentId) {
        return anvil.call("eth_call", Map.of("to", anvil.registry, "data", selector + word(agentId)), "latest")
                .asText()
                .substring(2);
    }

    /** As if the owner gave it away. */
    void transfer(String agentId, String from, String to) {
        String hash = anvil.sendAs(
                from,
                anvil.registry,
                TRANSFER_FROM + "0".repeat(24) + from.substring(2) + "0".repeat(24) + to.substring(2) + word(agentId));
        if (!anvil.receipt(hash).path("status").asText().equals("0x1")) {
            throw new IllegalStateException("the transfer failed");
        }
    }

    private static String word(String agentId) {
        return "%064x".formatted(new BigInteger(agentId));
    }
}
