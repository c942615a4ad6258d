package io.offerflow.verifier.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FacilitatorUrlTest {
    @ParameterizedTest
    @CsvSource({
        "https://x402.gcp.obol.tech,https://x402.gcp.obol.tech",
        "https://facilitator.example:8443/base/,https://facilitator.example:8443/base",
        "http://localhost,http://localhost",
        "http://localhost:4020/,http://localhost:4020",
        "http://127.0.0.1:4020,http://127.0.0.1:4020",
        "http://[::1]:4020,http://[::1]:4020",
        "http://host.k3d.internal:4020,http://host.k3d.internal:4020",
        "http://host.docker.internal:4020,http://host.docker.internal:4020",
    })
    void httpsEverywhereAndHttpOnlyToThisMachine(String text, String url) {
        assertThat(FacilitatorUrl.parse(text)).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:4020",
                "ftp://localhost",
                "http://facilitator.example",
                "http://localhost-hacker.com",
                "http://localhost.hacker.com",
                "http://127.0.0.1.hacker.com",
                "http://hacker.com/localhost",
                "http://user:pw@localhost",
                "http://localhost@hacker.com",
                "http://10.0.0.1",
                "http://[::2]",
                "https://",
                "https:///path",
                "https://x?y=1",
                "not a url",
                "http://localhost:99999",
                "http://localhost:0",
            })
    void everythingElseIsRejected(String text) {
        assertThatThrownBy(() -> FacilitatorUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https");
    }

    @Test
    void severalStandInOrderOfPreference() {
        assertThat(FacilitatorUrl.parseAll("https://b.example/, https://a.example ,https://b.example"))
                .containsExactly(URI.create("https://b.example"), URI.create("https://a.example"));
        assertThatThrownBy(() -> FacilitatorUrl.parseAll("https://b.example,,")).hasMessageContaining("https");
    }
}
