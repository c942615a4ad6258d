package io.offerflow.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static Settings with(String value) {
        return Settings.of(Map.of("OFFERFLOW_X", value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void aBlankSettingGivesTheDefault(String blank) {
        assertThat(with(blank).string("OFFERFLOW_X", "d")).isEqualTo("d");
        assertThat(with(blank).integer("OFFERFLOW_X", 7, 0, 9)).isEqualTo(7);
        assertThat(with(blank).bool("OFFERFLOW_X", true)).isTrue();
        assertThat(with(blank).uris("OFFERFLOW_X", List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "30s,30000", "5m,300000", "1h,3600000", "0s,0"})
    void aDurationIsANumberWithAUnit(String text, long millis) {
        assertThat(with(text).duration("OFFERFLOW_X", Duration.ZERO)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "-5s", "1d", "1h30m", "999999999999h", "five"})
    void anythingElseIsRefusedWithNameValueAndRule(String text) {
        assertThatThrownBy(() -> with(text).duration("OFFERFLOW_X", Duration.ZERO))
                .isInstanceOf(SettingException.class)
                .hasMessage(
                        "OFFERFLOW_X is \"" + text + "\": a time like 500ms, 30s, 5m or 1h, at most a year, is needed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11", "ten", "99999999999"})
    void aNumberOutsideItsBoundsIsRefused(String text) {
        assertThatThrownBy(() -> with(text).integer("OFFERFLOW_X", 5, 1, 10))
                .hasMessage("OFFERFLOW_X is \"" + text + "\": a whole number from 1 to 10 is needed");
    }

    @Test
    void aBooleanIsTrueOrFalseAndNothingElse() {
        assertThat(with("false").bool("OFFERFLOW_X", true)).isFalse();
        assertThatThrownBy(() -> with("yes").bool("OFFERFLOW_X", true)).hasMessageContaining("true or false");
    }

    @Test
    void addressesAreAListAndKeepTheirOrder() {
        assertThat(with("http://a:1, https://b").uris("OFFERFLOW_X", List.of()))
                .containsExactly(URI.create("http://a:1"), URI.create("https://b"));
    }

    @Test
    void credentialsInAnAddressAreRefusedAndNotRepeated() {
        assertThatThrownBy(() -> with("https://me:hush@b").uris("OFFERFLOW_X", List.of()))
                .isInstanceOf(SettingException.class)
                .hasMessageNotContaining("hush");
    }

    @Test
    void aListenAddressMayBeIpv6AndPortZero() {
        assertThat(with("[::1]:0").address("OFFERFLOW_X", "").getPort()).isZero();
        assertThatThrownBy(() -> with("8080").address("OFFERFLOW_X", "")).hasMessageContaining("host:port");
        assertThatThrownBy(() -> with("127.0.0.1:70000").address("OFFERFLOW_X", ""))
                .hasMessageContaining("0 to 65535");
    }
}
