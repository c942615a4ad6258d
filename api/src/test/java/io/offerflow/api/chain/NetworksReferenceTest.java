package io.offerflow.api.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NetworksReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/networks.md");

    /** Run with -Ddocs.write=true to write the page anew. */
    @Test
    void the_reference_page_lists_every_network_with_its_names_and_default_token() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page());
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page());
    }

    private static String page() {
        StringBuilder page = new StringBuilder(
                """
                # Networks

                What `spec.payment.network` may say, written from `Chains.java`; a test compares both.

                | names | token | address | EIP-712 name, version |
                |---|---|---|---|
                """);
        for (Chain chain : Chains.all()) {
            String names = Chains.names().stream()
                    .filter(name -> Chains.find(name).orElseThrow().equals(chain))
                    .map(name -> "`" + name + "`")
                    .collect(Collectors.joining(", "));
            Token token = chain.usdc();
            page.append("| %s | %s, %d decimals | `%s` | %s, %s |\n"
                    .formatted(
                            names, token.symbol(), token.decimals(), token.address(), token.name(), token.version()));
        }
        return page.append("\nOther ERC-20 tokens: describe them completely in `spec.payment.asset`.\n")
                .toString();
    }
}
