package io.offerflow.signer.eip712;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.signer.json.Fields;
import io.offerflow.signer.json.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** vectors.json shows that the digests are right; here is what has none. */
class TypedDataTest {
    private static final String DOMAIN = "{\"name\":\"Shop\",\"chainId\":1}";
    private static final String DOMAIN_TYPE =
            "\"EIP712Domain\":[{\"name\":\"name\",\"type\":\"string\"},{\"name\":\"chainId\",\"type\":\"uint256\"}]";

    /** Otherwise a policy would judge a chain that the signature does not name. */
    @Test
    void a_declared_domain_covers_every_field_that_the_domain_has() {
        String types = "{\"EIP712Domain\":[{\"name\":\"name\",\"type\":\"string\"}],\"A\":[]}";
        refused(types, "A", DOMAIN, "{}", "types.EIP712Domain");
    }

    @Test
    void a_declared_domain_has_no_field_that_the_domain_lacks() {
        refused("{" + DOMAIN_TYPE + ",\"A\":[]}", "A", "{\"name\":\"Shop\"}", "{}", "types.EIP712Domain");
    }

    @Test
    void a_declared_domain_has_the_standards_types() {
        String types = "{" + DOMAIN_TYPE.replace("uint256", "uint64") + ",\"A\":[]}";
        refused(types, "A", DOMAIN, "{}", "types.EIP712Domain");
    }

    @Test
    void a_domain_has_no_other_fields() {
        refused("{\"A\":[]}", "A", "{\"name\":\"Shop\",\"chain\":1}", "{}", "domain.chain");
    }

    @Test
    void a_declared_domain_in_the_standards_order_is_the_derived_one() throws Exception {
        byte[] derived = read("{\"A\":[]}", "A", DOMAIN, "{}").digest();
        assertThat(read("{" + DOMAIN_TYPE + ",\"A\":[]}", "A", DOMAIN, "{}").digest())
                .isEqualTo(derived);
    }

    /** Otherwise a policy could read an amount that is not signed. */
    @Test
    void a_field_that_no_type_names_is_refused() {
        refused(
                "{\"A\":[" + member("value", "uint256") + "]}",
                "A",
                DOMAIN,
                "{\"value\":1,\"more\":2}",
                "message.more");
    }

    @Test
    void a_missing_member_is_named_with_its_place() {
        String types = "{\"A\":[" + member("list", "B[]") + "],\"B\":[" + member("value", "uint8") + "]}";
        refused(types, "A", DOMAIN, "{\"list\":[{\"value\":1},{}]}", "message.list[1].value is missing");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "uint8, 256",
                "uint8, -1",
                "uint256, '\"115792089237316195423570985008687907853269984665640564039457584007913129639936\"'",
                "int8, 128",
                "int8, -129",
                "uint64, 1.0",
                "bool, '\"true\"'",
                "bool, 1",
                "string, 1",
                "bytes, '\"00\"'",
                "bytes4, '\"0x00\"'",
                "address, '\"0x00\"'",
                "'uint8[2]', '[1]'",
                "'uint8[2]', '{}'",
                "'uint8[]', '1'",
                "B, '[]'"
            })
    void a_value_that_is_not_of_its_type(String type, String value) {
        String types = "{\"A\":[" + member("value", type) + "],\"B\":[]}";
        refused(types, "A", DOMAIN, "{\"value\":" + value + "}", "message.value");
    }

    @ParameterizedTest
    @CsvSource({
        "uint7",
        "uint0",
        "uint264",
        "uint",
        "bytes33",
        "bytes0",
        "fixed",
        "C",
        "uint8[0]",
        "uint8[-1]",
        "uint8[]x",
        "[]",
        "a b"
    })
    void a_type_that_does_not_exist(String type) {
        String types = "{\"A\":[" + member("value", type) + "]}";
        refused(types, "A", DOMAIN, "{\"value\":[]}", "types.A");
    }

    @Test
    void names_that_would_change_what_is_hashed() {
        refused("{\"A(uint8 x)\":[]}", "A(uint8 x)", DOMAIN, "{}", "types.A(uint8 x)");
        refused("{\"uint256\":[]}", "uint256", DOMAIN, "{}", "types.uint256");
        refused("{\"A\":[" + member("x,uint8 y", "uint8") + "]}", "A", DOMAIN, "{}", "types.A[0].name");
        refused(
                "{\"A\":[" + member("x", "uint8") + "," + member("x", "uint8") + "]}",
                "A",
                DOMAIN,
                "{}",
                "types.A[1].name");
    }

    @Test
    void the_primary_type_is_one_of_the_types_but_not_the_domain() {
        refused("{\"A\":[]}", "B", DOMAIN, "{}", "primaryType");
        refused("{" + DOMAIN_TYPE + "}", "EIP712Domain", DOMAIN, DOMAIN, "primaryType");
    }

    @Test
    void structs_may_contain_themselves_but_not_endlessly() throws Exception {
        String types = "{\"A\":[" + member("next", "A[]") + "]}";
        assertThat(read(types, "A", DOMAIN, "{\"next\":[{\"next\":[]}]}").digest())
                .hasSize(32);
        String deep = "{\"next\":[".repeat(200) + "]}".repeat(200);
        refused(types, "A", DOMAIN, deep, "nested deeper");
    }

    private static String member(String name, String type) {
        return "{\"name\":\"" + name + "\",\"type\":\"" + type + "\"}";
    }

    private static void refused(String types, String primary, String domain, String message, String text) {
        assertThatThrownBy(() -> read(types, primary, domain, message))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(text);
    }

    private static TypedData read(String types, String primary, String domain, String message)
            throws InvalidRequestException {
        String body = "{\"types\":" + types + ",\"primaryType\":\"" + primary + "\",\"domain\":" + domain
                + ",\"message\":" + message + "}";
        return TypedData.parse(Fields.parse(body.getBytes(StandardCharsets.UTF_8)));
    }
}
