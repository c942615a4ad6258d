package io.offerflow.signer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.stream.Stream;

/** Bodies of requests, and the lines of vectors.json. */
final class Requests {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Requests() {}

    /** One line of what ethers and viem have signed. */
    record Vector(String name, String operation, ObjectNode body, String digest, ObjectNode answer) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Vector> vectors() {
        try {
            ArrayNode lines = (ArrayNode)
                    JSON.readTree(RunningSigner.resource("vectors.json")).path("vectors");
            return lines.valueStream()
                    .map(line -> new Vector(
                            line.path("name").asText(),
                            line.path("operation").asText(),
                            (ObjectNode) line.path("body"),
                            line.path("digest").asText(),
                            (ObjectNode) line.path("answer")));
        } catch (IOException missing) {
            throw new IllegalStateException(missing);
        }
    }

    static Vector vector(String name) {
        return vectors().filter(line -> line.name().equals(name)).findFirst().orElseThrow();
    }

    /** USDC of the vectors, with another amount and nonce. */
    static String authorization(String value, int nonce) {
        ObjectNode body = vector("USDC TransferWithAuthorization").body().deepCopy();
        ((ObjectNode) body.path("message")).put("value", value).put("nonce", "0x" + String.format("%064x", nonce));
        return body.toString();
    }

    static String transaction(long chain, String to, String value, String data) {
        return JSON.createObjectNode()
                .put("chain_id", String.valueOf(chain))
                .put("to", to)
                .put("nonce", "1")
                .put("gas_limit", "100")
                .put("max_fee_per_gas", "10")
                .put("max_priority_fee_per_gas", "1")
                .put("value", value)
                .put("data", data)
                .toString();
    }
}
