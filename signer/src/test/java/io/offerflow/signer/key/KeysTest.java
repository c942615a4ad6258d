package io.offerflow.signer.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.offerflow.cluster.SettingException;
import io.offerflow.cluster.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    private static final String SECRET = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";
    private static final String ADDRESS = "0x2c7536e3605d9c16a7a3d7b1898e529396a65c23";
    private static final Secret PASSWORD = new Secret.InEnvironment("correct horse battery staple");

    @TempDir
    Path directory;

    @Test
    void keystores_and_a_mounted_key_are_loaded_and_equal_ones_are_one() throws Exception {
        Files.writeString(directory.resolve("key.json"), keystore());
        Files.createDirectory(directory.resolve("..data"));
        Files.writeString(directory.resolve(".hidden"), "nothing");
        Path hex = Files.writeString(Files.createTempFile("key", ".hex"), "0x" + SECRET + "\n");
        KeyRing ring = ring(Optional.of(directory), Optional.of(PASSWORD), Optional.of(hex));
        assertThat(ring.reload()).isEqualTo(1);
        assertThat(ring.addresses().getFirst().hex()).isEqualTo(ADDRESS);
        Files.delete(hex);
    }

    @Test
    void a_key_is_verified_against_the_address_of_its_file() throws Exception {
        Files.writeString(directory.resolve("key.json"), keystore().replace("2c7536e3", "3c7536e3"));
        KeyRing ring = ring(Optional.of(directory), Optional.of(PASSWORD), Optional.empty());
        assertThatThrownBy(ring::reload)
                .isInstanceOf(KeyLoadException.class)
                .hasMessageContaining("key.json")
                .hasMessageContaining("says 0x3c7536e3");
    }

    @Test
    void a_wrong_password_is_told_without_being_repeated() throws Exception {
        Files.writeString(directory.resolve("key.json"), keystore());
        Secret wrong = new Secret.InEnvironment("incorrect-horse");
        KeyRing ring = ring(Optional.of(directory), Optional.of(wrong), Optional.empty());
        assertThatThrownBy(ring::reload)
                .hasMessageContaining("the password does not open")
                .message()
                .doesNotContain("incorrect-horse");
    }

    @Test
    void a_keystore_without_a_password_is_told() throws Exception {
        Files.writeString(directory.resolve("key.json"), keystore());
        assertThatThrownBy(ring(Optional.of(directory), Optional.empty(), Optional.empty())::reload)
                .hasMessageContaining("no password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f36231",
                "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f36231g",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
                "４c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318"
            })
    void a_mounted_key_that_is_none_is_told_without_being_repeated(String text) throws Exception {
        Path hex = Files.writeString(directory.resolve("hex"), text);
        assertThatThrownBy(ring(Optional.empty(), Optional.empty(), Optional.of(hex))::reload)
                .isInstanceOf(KeyLoadException.class)
                .hasMessageContaining(hex.toString())
                .message()
                .doesNotContain(text.substring(1, 20));
    }

    @Test
    void keys_are_wiped_when_the_ring_is_closed() throws Exception {
        Path hex = Files.writeString(directory.resolve("hex"), SECRET);
        KeyRing ring = ring(Optional.empty(), Optional.empty(), Optional.of(hex));
        ring.reload();
        var key = ring.with(ring.addresses().getFirst(), one -> one).orElseThrow();
        ring.close();
        assertThat(ring.addresses()).isEmpty();
        assertThatThrownBy(() -> key.sign(new byte[32])).hasMessageContaining("wiped");
    }

    /** The file is a pipe, so the first reload goes on for as long as the test wants. */
    @Test
    void reloads_do_not_queue_up() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        KeyRing ring = ring(Optional.empty(), Optional.empty(), Optional.of(pipe));
        FutureTask<Integer> first = new FutureTask<>(ring::reload);
        Thread thread = Thread.ofPlatform().start(first);
        await().until(() -> Stream.of(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().endsWith("KeySource")));
        assertThatThrownBy(ring::reload).isInstanceOf(KeyLoadException.class).hasMessageContaining("under way");
        Files.writeString(pipe, SECRET);
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void a_secret_is_given_once_and_a_file_is_read_at_each_use_without_blanks_around_it() throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), "  first\n");
        Secret secret = Secret.of(Settings.of(Map.of("NAME_FILE", file.toString())), "NAME")
                .orElseThrow();
        assertThat(secret.read()).containsExactly("first".toCharArray());
        Files.writeString(file, "second");
        assertThat(secret.read()).containsExactly("second".toCharArray());
        Files.writeString(file, " \n");
        assertThatThrownBy(secret::read).isInstanceOf(IOException.class).hasMessageContaining("empty");
        assertThatThrownBy(() -> Secret.of(Settings.of(Map.of("NAME", "hush", "NAME_FILE", "b")), "NAME"))
                .isInstanceOf(SettingException.class)
                .message()
                .doesNotContain("hush");
        assertThat(new Secret.InEnvironment("hush").toString()).doesNotContain("hush");
    }

    private static KeyRing ring(Optional<Path> directory, Optional<Secret> password, Optional<Path> hex) {
        return new KeyRing(new KeySource(directory, password, hex.map(Secret.InFile::new)));
    }

    private static String keystore() throws IOException {
        try (InputStream in = Objects.requireNonNull(KeysTest.class.getResourceAsStream("../keystore.json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
