package io.offerflow.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeysTest {
    private static final String SECRET = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";

    private final Curve inJava = new JavaCurve();
    private final Curve natively = new NativeCurve();

    @Test
    void an_address_follows_from_its_key_and_is_shown_with_its_checksum() {
        try (PrivateKey key = key()) {
            // As ethers 6.17.0 shows it.
            assertThat(key.address().checksummed()).isEqualTo("0x2c7536E3605D9C16a7a3D7b1898e529396a65c23");
        }
    }

    /** The examples of EIP-55. */
    @Test
    void checksums_are_those_of_EIP_55() {
        for (String address : new String[] {
            "0x52908400098527886E0F7030069857D2E4169EE7",
            "0xde709f2102306220921060314715629080e2fb77",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
        }) {
            assertThat(Address.parse(address).checksummed()).isEqualTo(address);
        }
    }

    @Test
    void what_is_not_an_address_is_refused() {
        for (String text : new String[] {
            "", "0x", "0x52908400098527886E0F7030069857D2E4169EE", "0xg2908400098527886E0F7030069857D2E4169EE7"
        }) {
            assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void both_implementations_make_the_same_signatures() {
        Random random = new Random(7);
        byte[] secret = new byte[PrivateKey.SIZE];
        byte[] digest = new byte[Keccak.SIZE];
        for (int i = 0; i < 200; i++) {
            random.nextBytes(secret);
            random.nextBytes(digest);
            byte[] rs = natively.sign(digest, secret);
            assertThat(inJava.sign(digest, secret)).isEqualTo(rs);
            assertThat(inJava.publicKey(secret)).isEqualTo(natively.publicKey(secret));
            for (int parity = 0; parity < 2; parity++) {
                assertThat(inJava.recover(digest, rs, parity)).isEqualTo(natively.recover(digest, rs, parity));
            }
        }
    }

    @Test
    void s_is_always_in_the_lower_half() {
        try (PrivateKey key = key()) {
            for (int i = 0; i < 100; i++) {
                Signature signature = key.sign(Keccak.hash("text " + i));
                assertThat(signature.s()).isLessThanOrEqualTo(Curve.HALF_ORDER);
                assertThat(signature.bytes()).hasSize(65);
                assertThat(signature.bytes()[64]).isIn((byte) 27, (byte) 28);
            }
        }
    }

    @Test
    void a_machine_without_the_native_library_signs_in_Java() {
        Curve curve = Curve.load(() -> {
            throw new UnsatisfiedLinkError("no library");
        });
        assertThat(curve).isInstanceOf(JavaCurve.class);
    }

    @Test
    void numbers_outside_of_the_group_are_no_keys_and_are_not_repeated() {
        byte[] order = Signature.word(Curve.ORDER);
        for (byte[] none : new byte[][] {new byte[32], new byte[31], new byte[33], order}) {
            assertThatThrownBy(() -> PrivateKey.of(none))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .doesNotContainIgnoringCase("baaedce6");
        }
    }

    @Test
    void a_key_stands_in_no_text_and_is_wiped_when_closed() {
        PrivateKey key = key();
        assertThat(key.toString())
                .doesNotContain(SECRET.substring(0, 8))
                .contains(key.address().hex());
        byte[] lent = key.use(secret -> secret);
        assertThat(lent).containsOnly(0);
        key.close();
        assertThatThrownBy(() -> key.sign(new byte[32]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wiped");
    }

    @Test
    void the_bytes_that_a_key_was_made_of_are_the_callers() {
        byte[] bytes = HexFormat.of().parseHex(SECRET);
        try (PrivateKey key = PrivateKey.of(bytes)) {
            Arrays.fill(bytes, (byte) 0);
            assertThat(key.address().checksummed()).isEqualTo("0x2c7536E3605D9C16a7a3D7b1898e529396a65c23");
        }
    }

    @Test
    void a_new_key_is_drawn_again_until_it_is_in_the_group() {
        SecureRandom first = new ScriptedRandom(new byte[32], HexFormat.of().parseHex(SECRET));
        try (PrivateKey key = PrivateKey.generate(first)) {
            assertThat(key.address()).isEqualTo(key().address());
        }
    }

    @Test
    void hashes_are_those_of_Keccak() {
        assertThat(HexFormat.of().formatHex(Keccak.hash("".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    }

    private static PrivateKey key() {
        return PrivateKey.of(HexFormat.of().parseHex(SECRET));
    }
}
