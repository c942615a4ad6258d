package io.offerflow.signer.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.ethereum.Address;
import io.offerflow.signer.json.InvalidRequestException;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {
    private static final String TOKEN = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";

    @Test
    void an_empty_object_allows_nothing() throws Exception {
        assertThat(PolicyFile.parse("{}")).isEqualTo(Policy.CLOSED);
    }

    @Test
    void every_field_is_read() throws Exception {
        Policy policy = PolicyFile.parse(
                """
                requestsPerMinute: 7
                messages: allow
                rawHash: allow
                chains:
                  8453:
                    native: {perTransaction: "115792089237316195423570985008687907853269984665640564039457584007913129639935", perDay: 20}
                    tokens:
                      "%1$s": {perTransaction: "1", perDay: "2", recipients: ["%1$s"]}
                    transactions:
                      - to: "%1$s"
                        functions: ["transfer(address,uint256)", "0x12345678"]
                      - to: "%1$s"
                        functions: ["*"]
                    typedData:
                      - {name: USD Coin, version: "2", verifyingContract: "%1$s", primaryTypes: [Permit], unmetered: [Other]}
                """
                        .formatted(TOKEN));
        Address token = Address.parse(TOKEN);
        assertThat(policy.requestsPerMinute()).isEqualTo(7);
        assertThat(policy.messages()).isTrue();
        assertThat(policy.rawHash()).isTrue();
        Policy.ChainRules chain = policy.chains().get(8453L);
        Policy.Limit coin = chain.nativeLimit().orElseThrow();
        assertThat(coin.perTransaction()).isEqualTo(BigInteger.TWO.pow(256).subtract(BigInteger.ONE));
        assertThat(coin.perDay()).isEqualTo(20);
        assertThat(chain.tokens().get(token))
                .isEqualTo(new Policy.Limit(BigInteger.ONE, BigInteger.TWO, Set.of(token)));
        assertThat(chain.transactions())
                .containsExactly(
                        new Policy.TransactionRule(token, Set.of("0xa9059cbb", "0x12345678"), false),
                        new Policy.TransactionRule(token, Set.of(), true));
        assertThat(chain.typedData())
                .containsExactly(new Policy.TypedDataRule(
                        "USD Coin", Optional.of("2"), token, Set.of("Permit"), Set.of("Other")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "allow: all | field allow is not known",
                "chains: {1: {naitve: {}}} | field chains.1.naitve is not known",
                "chains: {1: {native: {perDay: '1'}}} | field chains.1.native.perTransaction is missing",
                "chains: {1: {native: {perTransaction: '1'}}} | field chains.1.native.perDay is missing",
                "chains: {1: {native: {perTransaction: 1.5, perDay: '1'}}} | field chains.1.native.perTransaction ",
                "chains: {1: {native: {perTransaction: '-1', perDay: '1'}}} | field chains.1.native.perTransaction ",
                "chains: {base: {}} | field chains.base must be a chain id",
                "chains: [1] | field chains must be an object",
                "chains: {1: {tokens: {usdc: {perTransaction: '1', perDay: '1'}}}} | field chains.1.tokens.usdc must be an address",
                "chains: {1: {transactions: [{functions: ['*']}]}} | field chains.1.transactions[0].to is missing",
                "chains: {1: {transactions: [{to: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913', functions: ['transfer']}]}} | field chains.1.transactions[0].functions[0] must be a function",
                "chains: {1: {transactions: [{to: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913', functions: '*'}]}} | field chains.1.transactions[0].functions must be a list",
                "chains: {1: {typedData: [{name: A}]}} | field chains.1.typedData[0].verifyingContract is missing",
                "chains: {1: {typedData: [{name: A, primaryTypes: [Order], verifyingContract: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913'}]}} | unmetered",
                "messages: yes please | field messages must be allow or deny",
                "messages: true | field messages must be a text",
                "requestsPerMinute: -1 | field requestsPerMinute ",
                "rawHash: allow\\nrawHash: deny | rawHash",
                "just words | must be an object",
                "chains: [ | is no YAML"
            })
    void what_cannot_be_used_is_named(String file, String text) {
        assertThatThrownBy(() -> PolicyFile.parse(file.replace("\\n", "\n")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(text.strip());
    }

    @Test
    void a_token_that_stands_there_twice_in_different_letters_is_refused() {
        String limit = ": {perTransaction: '1', perDay: '1'}";
        String file = "chains: {1: {tokens: {'" + TOKEN + "'" + limit + ", '" + TOKEN.toLowerCase(Locale.ROOT) + "'"
                + limit + "}}}";
        assertThatThrownBy(() -> PolicyFile.parse(file)).hasMessageContaining("stands there twice");
    }

    @Test
    void an_address_without_quotes_is_read_or_refused_but_never_another() throws Exception {
        String file = "chains: {1: {transactions: [{to: " + TOKEN + "}]}}";
        try {
            assertThat(PolicyFile.parse(file)
                            .chains()
                            .get(1L)
                            .transactions()
                            .getFirst()
                            .to())
                    .isEqualTo(Address.parse(TOKEN));
        } catch (InvalidRequestException refused) {
            assertThat(refused).hasMessageContaining("field chains.1.transactions[0].to must be an address");
        }
    }
}
