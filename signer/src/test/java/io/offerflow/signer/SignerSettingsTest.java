package io.offerflow.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.cluster.SettingException;
import io.offerflow.cluster.Settings;
import io.offerflow.signer.policy.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignerSettingsTest {
    private static final String LIMITS = "chains: {1: {native: {perTransaction: '1', perDay: '1'}}}";

    @TempDir
    Path home;

    private Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void complete() throws Exception {
        settings = RunningSigner.settings(home, "{}");
    }

    @Test
    void the_settings_of_the_reference_are_enough() {
        settings.keySet().removeIf(name -> name.startsWith("OFFERFLOW_"));
        SignerSettings read = read();
        assertThat(read.policy()).isEqualTo(Policy.CLOSED);
        assertThat(read.state()).isEmpty();
        assertThat(read.audit()).isEmpty();
    }

    @Test
    void without_a_token_it_does_not_start() {
        settings.remove(SignerSettings.TOKEN);
        refused(SignerSettings.TOKEN, "a token is needed");
        settings.put(SignerSettings.TOKEN, "  ");
        refused(SignerSettings.TOKEN, "a token is needed");
    }

    @Test
    void without_a_token_it_starts_only_on_a_loopback_address_and_only_when_told_so() {
        settings.remove(SignerSettings.TOKEN);
        settings.put(SignerSettings.OPEN_ON_LOOPBACK, "true");
        assertThat(read().door().token()).isEmpty();
        settings.put(SignerSettings.HOST, "0.0.0.0");
        refused(SignerSettings.OPEN_ON_LOOPBACK, "a token is needed");
    }

    @Test
    void a_short_token_is_refused_without_being_shown() {
        settings.put(SignerSettings.TOKEN, "short-token");
        assertThatThrownBy(this::read)
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(SignerSettings.TOKEN)
                .message()
                .doesNotContain("short-token");
    }

    @Test
    void a_token_can_be_mounted() throws Exception {
        Path file = Files.writeString(home.resolve("token"), RunningSigner.TOKEN);
        settings.remove(SignerSettings.TOKEN);
        settings.put(SignerSettings.TOKEN_FILE, file.toString());
        assertThat(read().door().token()).isPresent();
        Files.delete(file);
        refused(SignerSettings.TOKEN_FILE, "cannot be read");
    }

    @Test
    void limits_need_a_place_where_totals_survive() throws Exception {
        Files.writeString(home.resolve("policy.yaml"), LIMITS);
        assertThat(read().state()).isPresent();
        settings.remove(SignerSettings.STATE_DIR);
        refused(SignerSettings.STATE_DIR, "a directory is needed");
    }

    @Test
    void a_policy_that_cannot_be_used_names_its_field() throws Exception {
        Files.writeString(home.resolve("policy.yaml"), "chain: {}");
        refused(SignerSettings.POLICY_FILE, "field chain is not known");
        Files.delete(home.resolve("policy.yaml"));
        refused(SignerSettings.POLICY_FILE, "cannot be read");
    }

    @Test
    void keys_must_come_from_somewhere() {
        settings.remove(SignerSettings.KEYSTORE_DIR);
        refused(SignerSettings.KEYSTORE_DIR, "a directory of keystores is needed");
        settings.put(SignerSettings.KEYSTORE_DIR, home.resolve("nowhere").toString());
        refused(SignerSettings.KEYSTORE_DIR, "a directory that exists is needed");
    }

    @Test
    void a_level_or_format_of_logging_that_does_not_exist_is_refused() {
        Logging.check(Settings.of(Map.of(SignerSettings.LOG_LEVEL, "INFO", SignerSettings.LOG_FORMAT, "json")));
        assertThatThrownBy(() -> Logging.check(Settings.of(Map.of(SignerSettings.LOG_LEVEL, "loud"))))
                .hasMessageContaining(SignerSettings.LOG_LEVEL);
        assertThatThrownBy(() -> Logging.check(Settings.of(Map.of(SignerSettings.LOG_FORMAT, "xml"))))
                .hasMessageContaining(SignerSettings.LOG_FORMAT);
    }

    private SignerSettings read() {
        return SignerSettings.of(Settings.of(settings));
    }

    private void refused(String setting, String text) {
        assertThatThrownBy(this::read)
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(setting + " is ")
                .hasMessageContaining(text);
    }
}
