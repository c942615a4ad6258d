package io.offerflow.signer.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.signer.json.Fields;
import io.offerflow.signer.json.InvalidRequestException;
import io.offerflow.signer.json.InvalidRequestException.Kind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each refusal names the field. */
class RefusedRequestsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"chain_id", "to", "nonce", "gas_limit", "max_fee_per_gas", "max_priority_fee_per_gas"})
    void a_transaction_without_one_of_its_fields(String field) {
        ObjectNode body = transaction();
        body.remove(field);
        refused(Operation.TRANSACTION, body.toString(), Kind.MISSING_FIELD, "field " + field + " is missing");
        refused(Operation.TRANSACTION, body.putNull(field).toString(), Kind.MISSING_FIELD, field);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "chain_id, '\"0\"'",
                "chain_id, '\"9223372036854775808\"'",
                "nonce, '\"-1\"'",
                "nonce, '\"18446744073709551616\"'",
                "gas_limit, 1.5",
                "gas_limit, 1e3",
                "gas_limit, '\"1e3\"'",
                "gas_limit, '\" 1\"'",
                "gas_limit, true",
                "value, '\"0x\"'",
                "value, '\"0x10000000000000000000000000000000000000000000000000000000000000000\"'",
                "value, '\"115792089237316195423570985008687907853269984665640564039457584007913129639936\"'",
                "value, '{}'",
                "max_priority_fee_per_gas, '\"1001\"'",
                "to, '\"0x11\"'",
                "to, '\"1111111111111111111111111111111111111111\"'",
                "to, 17",
                "data, '\"0xabc\"'",
                "data, '\"abcd\"'",
                "data, '\"0xzz\"'",
                "gas_price, '\"1\"'"
            })
    void a_transaction_with_a_field_that_cannot_be(String field, String value) throws Exception {
        ObjectNode body = transaction();
        body.set(field, JSON.readTree(value));
        refused(Operation.TRANSACTION, body.toString(), Kind.BAD_REQUEST, "field " + field + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "1", "null", "{", "{}{}", "{\"message\":\"a\",\"message\":\"b\"}", "{\"message\":'a'}"
            })
    void a_body_that_is_not_one_object(String body) {
        assertThatThrownBy(() -> read(Operation.MESSAGE, body))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("one JSON object");
    }

    @Test
    void a_message_that_begins_like_bytes_but_is_none() {
        refused(Operation.MESSAGE, "{\"message\":\"0xabc\"}", Kind.BAD_REQUEST, "field message ");
        refused(Operation.MESSAGE, "{\"message\":\"0x says hello\"}", Kind.BAD_REQUEST, "field message ");
        refused(Operation.MESSAGE, "{\"message\":5}", Kind.BAD_REQUEST, "field message ");
        refused(Operation.MESSAGE, "{}", Kind.MISSING_FIELD, "field message ");
    }

    @Test
    void a_hash_of_another_length() {
        refused(Operation.HASH, "{\"hash\":\"0x00\"}", Kind.BAD_REQUEST, "field hash ");
        refused(Operation.HASH, "{}", Kind.MISSING_FIELD, "field hash ");
    }

    private static ObjectNode transaction() {
        return JSON.createObjectNode()
                .put("chain_id", "1")
                .put("to", "0x" + "11".repeat(20))
                .put("nonce", "0")
                .put("gas_limit", "21000")
                .put("max_fee_per_gas", "1000")
                .put("max_priority_fee_per_gas", "1000");
    }

    private static void refused(Operation operation, String body, Kind kind, String text) {
        assertThatThrownBy(() -> read(operation, body))
                .isInstanceOfSatisfying(InvalidRequestException.class, refused -> assertThat(refused.kind())
                        .isEqualTo(kind))
                .hasMessageContaining(text);
    }

    private static SigningRequest read(Operation operation, String body) throws InvalidRequestException {
        return SigningRequest.parse(operation, Fields.parse(body.getBytes(StandardCharsets.UTF_8)));
    }
}
