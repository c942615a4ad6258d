package io.offerflow.ethereum.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.offerflow.ethereum.PrivateKey;
import io.offerflow.ethereum.ScriptedRandom;
import io.offerflow.ethereum.keystore.KeystoreException.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class KeystoreTest {
    private static final String PASSWORD = "correct horse battery staple";
    private static final String SECRET = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";
    private static final String ADDRESS = "0x2c7536e3605d9c16a7a3d7b1898e529396a65c23";
    private static final Scrypt LIGHT = new Scrypt(1024, 8, 1);

    @Test
    void a_keystore_of_ethers_opens() throws Exception {
        assertThat(secretOf(vector("ethers-standard.json"), PASSWORD)).isEqualTo(SECRET);
        assertThat(secretOf(vector("ethers-light.json"), PASSWORD)).isEqualTo(SECRET);
    }

    /** An example of the Web3 Secret Storage Definition; it says no address. */
    @Test
    void the_keystore_of_the_definition_opens() throws Exception {
        assertThat(secretOf(vector("definition-pbkdf2.json"), "testpassword"))
                .isEqualTo("7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d");
        assertFault(vector("definition-pbkdf2.json"), "otherpassword", Fault.WRONG_PASSWORD);
    }

    /** The definition's other example has n=262144 with r=1, which RFC 7914 forbids and the library therefore refuses. */
    @Test
    void costs_that_the_RFC_forbids_are_refused() throws Exception {
        assertFault(vector("definition-scrypt.json"), "testpassword", Fault.UNSUPPORTED);
    }

    /** README.md beside the file says how ethers opened it. */
    @Test
    void what_is_minted_is_byte_for_byte_the_file_that_ethers_has_opened() throws Exception {
        SecureRandom random = new ScriptedRandom(
                HexFormat.of().parseHex(SECRET),
                HexFormat.of().parseHex("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"),
                HexFormat.of().parseHex("0f1e2d3c4b5a69788796a5b4c3d2e1f0"),
                HexFormat.of().parseHex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"));
        Keystore.Minted minted = Keystore.mint(random, PASSWORD.toCharArray());
        assertThat(minted.address().hex()).isEqualTo(ADDRESS);
        assertThat(minted.json()).isEqualTo(vector("minted.json"));
    }

    @Test
    void what_is_minted_has_the_standard_cost() throws Exception {
        JsonNode crypto = new ObjectMapper().readTree(vector("minted.json")).path("crypto");
        assertThat(crypto.path("cipher").asText()).isEqualTo("aes-128-ctr");
        assertThat(crypto.path("kdf").asText()).isEqualTo("scrypt");
        assertThat(crypto.path("kdfparams").path("n").asInt()).isEqualTo(262_144);
        assertThat(crypto.path("kdfparams").path("r").asInt()).isEqualTo(8);
        assertThat(crypto.path("kdfparams").path("p").asInt()).isEqualTo(1);
        assertThat(crypto.path("kdfparams").path("dklen").asInt()).isEqualTo(32);
    }

    @Test
    void what_is_minted_opens_with_its_password_alone() throws Exception {
        Keystore.Minted minted = light();
        try (PrivateKey key = Keystore.open(minted.json(), PASSWORD.toCharArray())) {
            assertThat(key.address()).isEqualTo(minted.address());
        }
        assertThat(Keystore.address(minted.json())).isEqualTo(minted.address());
        assertFault(minted.json(), "incorrect horse", Fault.WRONG_PASSWORD);
    }

    @Test
    void two_mints_share_nothing() {
        assertThat(light().address()).isNotEqualTo(light().address());
    }

    @Test
    void the_file_does_not_contain_the_key() throws Exception {
        Keystore.Minted minted = light();
        assertThat(minted.json()).doesNotContain(secretOf(minted.json(), PASSWORD));
    }

    @Test
    void a_password_of_other_letters_is_its_UTF_8() throws Exception {
        String json = Keystore.mint(new SecureRandom(), "pässwörd €".toCharArray(), LIGHT)
                .json();
        assertThat(secretOf(json, "pässwörd €")).hasSize(64);
        assertFault(json, "passwörd €", Fault.WRONG_PASSWORD);
    }

    @Test
    void a_changed_ciphertext_is_seen() throws Exception {
        JsonNode file = new ObjectMapper().readTree(light().json());
        String ciphertext = file.path("crypto").path("ciphertext").asText();
        char first = ciphertext.charAt(0) == '0' ? '1' : '0';
        assertFault(
                file.toString().replace(ciphertext, first + ciphertext.substring(1)), PASSWORD, Fault.WRONG_PASSWORD);
    }

    @Test
    void an_address_that_is_not_the_keys_is_seen() throws Exception {
        String json = light().json();
        String other = light().address().hex().substring(2);
        String changed = json.replace(Keystore.address(json).hex().substring(2), other);
        assertFault(changed, PASSWORD, Fault.WRONG_ADDRESS);
    }

    @Test
    void an_empty_password_mints_nothing() {
        assertThatThrownBy(() -> Keystore.mint(new SecureRandom(), new char[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void what_is_no_keystore_is_refused_without_being_repeated() throws Exception {
        String json = light().json();
        for (String text : new String[] {
            "",
            "null",
            "[]",
            "not json " + SECRET,
            "{\"" + SECRET,
            json + "{}",
            json.replace("\"version\" : 3", "\"version\" : 1"),
            json.replace("\"iv\" : \"", "\"iv\" : \"00"),
            json.replace("\"address\" : \"", "\"address\" : \"00"),
            json.replace("\"mac\"", "\"other\""),
            " ".repeat(20_000)
        }) {
            assertThatThrownBy(() -> Keystore.open(text, PASSWORD.toCharArray()))
                    .as(text)
                    .isInstanceOf(KeystoreException.class)
                    .message()
                    .doesNotContain(SECRET);
        }
    }

    /** A file must not be able to take the process's memory. */
    @Test
    void costs_beyond_the_standard_are_refused_before_they_are_paid() throws Exception {
        String json = light().json();
        for (String cost : new String[] {"524288", "2147483647", "9999999999", "0", "-1", "1023", "1.5", "\"1024\""}) {
            assertFault(json.replace("\"n\" : 1024", "\"n\" : " + cost), PASSWORD, Fault.UNSUPPORTED);
        }
        assertFault(json.replace("\"p\" : 1", "\"p\" : 1000000"), PASSWORD, Fault.UNSUPPORTED);
        assertFault(json.replace("\"dklen\" : 32", "\"dklen\" : 16"), PASSWORD, Fault.UNSUPPORTED);
        assertFault(json.replace("aes-128-ctr", "aes-128-cbc"), PASSWORD, Fault.UNSUPPORTED);
    }

    private static Keystore.Minted light() {
        return Keystore.mint(new SecureRandom(), PASSWORD.toCharArray(), LIGHT);
    }

    private static String secretOf(String json, String password) throws KeystoreException {
        try (PrivateKey key = Keystore.open(json, password.toCharArray())) {
            return key.use(HexFormat.of()::formatHex);
        }
    }

    private static void assertFault(String json, String password, Fault fault) {
        assertThatThrownBy(() -> Keystore.open(json, password.toCharArray()))
                .isInstanceOfSatisfying(KeystoreException.class, refused -> assertThat(refused.fault())
                        .isEqualTo(fault));
    }

    private static String vector(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(KeystoreTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
