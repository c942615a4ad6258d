package io.offerflow.activities.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One log of a token, in the order of its transaction. All texts are lower case. */
record TokenLog(String address, List<String> topics, String data, long index) {
    /** {@code AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)}, EIP-3009. */
    static final String USED = "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5";
    /** {@code AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce)}, EIP-3009. */
    static final String CANCELED = "0x1cdd46ff242716cdaa72d159d339a485b3438398348d68f09d7c8c0a59353d81";
    /** {@code Transfer(address indexed from, address indexed to, uint256 value)}, ERC-20. */
    static final String TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

    private static final int THREE = 3;
    private static final int HEX = 16;

    static TokenLog read(JsonNode json) {
        List<String> topics = new ArrayList<>();
        json.path("topics").forEach(topic -> topics.add(lower(topic.asText())));
        return new TokenLog(
                lower(json.path("address").asText()),
                List.copyOf(topics),
                lower(json.path("data").asText()),
                Words.number(json.path("logIndex").asText("0x0")).longValueExact());
    }

    boolean uses(String payer, String nonce) {
        return isUse()
                && topics.get(1).equals(Words.address(payer))
                && topics.get(2).equals(lower(nonce));
    }

    boolean isUse() {
        return topics.size() == THREE && topics.getFirst().equals(USED);
    }

    boolean isUseBy(String payer) {
        return isUse() && topics.get(1).equals(Words.address(payer));
    }

    boolean moves(String from, String to, BigInteger value) {
        return topics.size() == THREE
                && topics.getFirst().equals(TRANSFER)
                && topics.get(1).equals(Words.address(from))
                && topics.get(2).equals(Words.address(to))
                && data.matches("0x[0-9a-f]{64}")
                && new BigInteger(data.substring(2), HEX).equals(value);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
