package io.offerflow.verifier.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.verifier.route.Access;
import io.offerflow.verifier.route.StaticRules;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    private static final URI DEFAULT = URI.create("https://facilitator.example");
    private static final String WALLET = "wallet: \"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC\"\n";

    private static StaticSettings parse(String yaml) {
        return new SettingsParser(List.of(DEFAULT)).parse(yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void validYaml() {
        StaticSettings settings = parse(
                WALLET
                        + """
                        chain: base-sepolia
                        facilitatorURL: https://pay.example/x/
                        verifyOnly: true
                        routes:
                        - {pattern: "/rpc/*", price: "0.0001", description: "RPC", offerNamespace: n, offerName: o, network: base}
                        - {pattern: "/open", gate: free}
                        """);
        assertThat(settings.facilitator()).isEqualTo(URI.create("https://pay.example/x"));
        assertThat(settings.verifyOnly()).isTrue();
        StaticRules.Entry paid = settings.rules().entries().getFirst();
        assertThat(paid.rule().labels().offerName()).isEqualTo("o");
        assertThat(paid.rule().labels().chain()).isEqualTo("base");
        assertThat(paid.rule().access()).isInstanceOfSatisfying(Access.Paid.class, access -> {
            assertThat(access.terms().settles()).isFalse();
            assertThat(access.terms().description()).isEqualTo("RPC");
            assertThat(access.terms().requirements().getFirst().amount()).isEqualTo(100);
        });
        assertThat(settings.rules().entries().getLast().rule().access()).isInstanceOf(Access.Free.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "# nothing\n", "{}", "routes: []\n"})
    void defaults(String yaml) {
        assertThat(parse(yaml)).isEqualTo(StaticSettings.defaults(List.of(DEFAULT)));
    }

    @Test
    void unquotedAddressesAndPricesAreReadAsWritten() {
        StaticSettings settings = parse(
                "wallet: 0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC\nroutes: [{pattern: /a, price: 0.10, network: base}]");
        assertThat(settings.rules().entries().getFirst().rule().access())
                .isInstanceOfSatisfying(Access.Paid.class, paid -> {
                    assertThat(paid.terms().requirements().getFirst().payTo())
                            .isEqualTo("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");
                    assertThat(paid.terms().requirements().getFirst().amount()).isEqualTo(100_000);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"routes: [", "a: b: c", "\tx", "- 1", "just text", "routes: 7", "routes: [7]"})
    void invalidYamlIsAnError(String yaml) {
        assertThatThrownBy(() -> parse(yaml)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "walet: x|unknown key walet",
                "routes: [{pattern: /a, upstreamURL: x}]|unknown key routes[0].upstreamURL",
                "chain: solana|unsupported chain \"solana\"",
                "chain: ''|unsupported chain \"\"",
                "routes: [{price: '1'}]|routes[0].pattern is missing",
                "routes: [{pattern: a}]|routes[0].pattern \"a\" must start with a slash",
                "routes: [{pattern: /a, gate: auth}]|routes[0].gate \"auth\" is neither free nor paid",
                "routes: [{pattern: /a, price: '1'}]|routes[0].payTo \"\" is not an address",
                "routes: [{pattern: /a, gate: free},{pattern: /b, payTo: 0x1, price: '1'}]|routes[1].payTo \"0x1\"",
                "routes: [{pattern: /a, network: moon, price: '1'}]|routes[0].network \"moon\" cannot be priced",
                "routes: [{pattern: /a, price: '0.00000001'}]|routes[0].price \"0.00000001\" has more digits",
                "routes: [{pattern: /a}]|routes[0].price \"\" is not a plain decimal",
                "routes: [{pattern: /a, price: '1', assetAddress: '0x1111111111111111111111111111111111111111'}]|routes[0].assetDecimals is needed",
                "facilitatorURL: http://evil.example|facilitatorURL must be https",
            },
            quoteCharacter = '`')
    void everyMistakeIsNamed(String yaml, String sentence) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence)
                .hasMessageNotContaining("spec.");
    }

    @Test
    void theWalletIsExactlyAnAddress() {
        for (String wallet : new String[] {
            "0x" + "a".repeat(39), "0x" + "a".repeat(41), "a".repeat(42), "0X" + "a".repeat(40), "0x" + "g".repeat(40)
        }) {
            assertThatThrownBy(() -> parse("wallet: \"" + wallet + "\"\nroutes: [{pattern: /a, price: '1'}]"))
                    .hasMessageContaining("routes[0].payTo");
        }
        assertThat(parse(WALLET + "routes: [{pattern: /a, price: '1'}]").rules().entries())
                .hasSize(1);
    }
}
