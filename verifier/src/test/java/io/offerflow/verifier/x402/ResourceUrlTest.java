package io.offerflow.verifier.x402;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.route.RequestPath;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceUrlTest {
    private static String url(String proto, String host, String path) {
        return ResourceUrl.candidates(proto, host, RequestPath.parse(path), "/rule")
                .getFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "http,shop.example.com,https://shop.example.com/x",
        "'',shop.example.com,https://shop.example.com/x",
        "https,shop.example.com:8443,https://shop.example.com:8443/x",
        "http,obol.stack:8080,http://obol.stack:8080/x",
        "https,obol.stack,https://obol.stack/x",
        "'',localhost:8080,http://localhost:8080/x",
        "'',127.0.0.1:8080,http://127.0.0.1:8080/x",
        "'',192.168.1.5,http://192.168.1.5/x",
        "'',[::1]:80,http://[::1]:80/x",
        "'',8.8.8.8,https://8.8.8.8/x",
        "http,localhost.evil.com,https://localhost.evil.com/x",
        "http,10.evil.com,https://10.evil.com/x",
    })
    void aPublicHostIsHttpsWhateverTheProxySaysAndALocalOneStays(String proto, String host, String expected) {
        assertThat(url(proto, host, "/x")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"'a b'", "a/b", "a@b", "'a\"b'", "a:b", "''"})
    void aHostThatIsNoneIsNotRepeated(String host) {
        assertThat(url("https", host, "/x")).isEqualTo("https://localhost/x");
    }

    @Test
    void aPathThatIsNotSafeGivesTheRulesOwn() {
        assertThat(ResourceUrl.candidates("", "shop.example.com", Optional.empty(), "/services/echo"))
                .containsExactly("https://shop.example.com/services/echo");
    }
}
