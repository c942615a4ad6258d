package io.offerflow.activities.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node's own answer that it does not do what was asked. Its text stays inside this package: it may quote the request or an address with a key. */
final class RpcError extends RpcException {
    private static final long serialVersionUID = 1L;
    private static final Pattern HEX = Pattern.compile("0x([0-9a-f]{2})*");
    private static final int REVERTED = 3;

    private final int code;
    private final String text;
    private final String data;

    RpcError(String method, JsonNode error) {
        super(method + " is answered with error " + error.path("code").asText("without a code"));
        code = error.path("code").asInt();
        text = error.path("message").asText().toLowerCase(Locale.ROOT);
        // Some nodes nest it, some write words before it.
        Matcher hex = HEX.matcher(error.path("data").toString().toLowerCase(Locale.ROOT));
        data = hex.find() ? hex.group() : "0x";
    }

    int code() {
        return code;
    }

    /** Lower case. */
    String text() {
        return text;
    }

    boolean reverted() {
        return code == REVERTED || text.contains("revert") || text.contains("vm execution error");
    }

    /** What the contract gave back: 0x and hex digits, 0x for nothing. */
    String data() {
        return data;
    }
}
