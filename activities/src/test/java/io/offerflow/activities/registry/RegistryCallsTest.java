package io.offerflow.activities.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistryCallsTest {
    private static final String WORD = "0".repeat(63);

    @Test
    void selectorsAreThoseOfTheRegistry() {
        assertThat(RegistryCalls.register("u", Map.of())).startsWith("0x8ea42286");
        assertThat(RegistryCalls.setAgentUri(BigInteger.ZERO, "u")).startsWith("0x0af28bd3");
        assertThat(RegistryCalls.setMetadata(BigInteger.ZERO, "k", new byte[1])).startsWith("0x466648da");
        assertThat(RegistryCalls.getMetadata(BigInteger.ZERO, "k")).startsWith("0xcb4799f2");
        assertThat(RegistryCalls.getAgentWallet(BigInteger.ZERO)).startsWith("0x00339509");
        assertThat(RegistryCalls.ownerOf(BigInteger.ZERO)).startsWith("0x6352211e");
        assertThat(RegistryCalls.tokenUri(BigInteger.ZERO)).startsWith("0xc87b56dd");
        assertThat(RegistryCalls.balanceOf("0x" + "1".repeat(40))).startsWith("0x70a08231");
        assertThat(RegistryCalls.getVersion()).isEqualTo("0x0d8e6e2c");
    }

    /** By the ABI's rules: two offsets, the URI, then the list with an offset, and each entry with two of its own. */
    @Test
    void anEmptyUriWithOneEntryIsCodedWordByWord() {
        Map<String, byte[]> metadata = new LinkedHashMap<>();
        metadata.put("k", new byte[] {1});
        String expected = "0x8ea42286" + "0".repeat(62) + "40" + "0".repeat(62) + "60" + WORD + "0" + WORD + "1"
                + "0".repeat(62) + "20" + "0".repeat(62) + "40" + "0".repeat(62) + "80" + WORD + "1" + "6b"
                + "0".repeat(62) + WORD + "1" + "01" + "0".repeat(62);
        assertThat(RegistryCalls.register("", metadata)).isEqualTo(expected);
    }

    @Test
    void idsOfAllSizesAreExact() {
        BigInteger huge = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
        assertThat(RegistryCalls.ownerOf(huge)).isEqualTo("0x6352211e" + "f".repeat(64));
        assertThat(RegistryAnswers.number("0x" + "f".repeat(64))).contains(huge);
    }

    @Test
    void answersAreReadAndOddOnesAreNothing() {
        assertThat(RegistryAnswers.address("0x" + "0".repeat(24) + "Ab".repeat(20)))
                .contains("0x" + "ab".repeat(20));
        assertThat(RegistryAnswers.string("0x" + "0".repeat(62) + "20" + WORD + "2" + "6869" + "0".repeat(60)))
                .contains("hi");
        assertThat(RegistryAnswers.bytes("0x" + "0".repeat(62) + "20" + WORD + "0"))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEmpty());
        assertThat(RegistryAnswers.string("0x")).isEmpty();
        assertThat(RegistryAnswers.string("0x12")).isEmpty();
    }

    @Test
    void revertsAreNamed() {
        String notAuthorized = "0x08c379a0" + "0".repeat(62) + "20" + "0".repeat(62) + "0e"
                + "4e6f7420617574686f72697a6564" + "0".repeat(36);
        assertThat(Reverts.decode(notAuthorized)).isEqualTo("Not authorized");
        assertThat(Reverts.decode("0x7e273289" + "0".repeat(64))).isEqualTo("ERC721NonexistentToken");
        assertThat(Reverts.decode("0x4e487b71" + "0".repeat(62) + "11"))
                .isEqualTo("panic 0x11: an arithmetic overflow");
        assertThat(Reverts.decode("0xdeadbeef")).isEqualTo("custom error 0xdeadbeef");
        assertThat(Reverts.decode("0x")).isEqualTo("reverted without a reason");
        assertThat(Reverts.decode("0x08c379a0ff")).isEqualTo("reverted with a reason that cannot be read");
    }
}
