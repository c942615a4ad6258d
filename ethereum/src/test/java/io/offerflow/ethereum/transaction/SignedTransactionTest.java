package io.offerflow.ethereum.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offerflow.ethereum.Address;
import io.offerflow.ethereum.Keccak;
import io.offerflow.ethereum.PrivateKey;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedTransactionTest {
    private static final PrivateKey KEY =
            PrivateKey.of(HexFormat.of().parseHex("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318"));

    private static DynamicFeeTransaction transaction(BigInteger nonce, byte[] data) {
        return new DynamicFeeTransaction(
                8453,
                nonce,
                BigInteger.ONE,
                BigInteger.TEN.pow(9),
                BigInteger.valueOf(161_000),
                Address.parse("0x8004A169FB4a3325136EB29fA0ceB6D2e539a432"),
                BigInteger.ZERO,
                data);
    }

    private static String signed(DynamicFeeTransaction transaction) {
        return transaction.signed(KEY.sign(transaction.digest()));
    }

    @Property(tries = 200)
    void whatIsSignedIsReadBackWithItsSender(@ForAll @Size(max = 300) byte[] data, @ForAll long nonce) {
        DynamicFeeTransaction written = transaction(new BigInteger(Long.toUnsignedString(nonce)), data);
        SignedTransaction read = SignedTransaction.decode(signed(written));
        assertThat(read.sender()).isEqualTo(KEY.address());
        assertThat(read.transaction()).usingRecursiveComparison().isEqualTo(written);
    }

    @Property(tries = 300)
    void noOtherBytesAreReadAsTheSame(@ForAll int where, @ForAll byte change) {
        String raw = signed(transaction(BigInteger.TEN, new byte[60]));
        byte[] bytes = HexFormat.of().parseHex(raw, 2, raw.length());
        byte[] changed = bytes.clone();
        changed[Math.floorMod(where, bytes.length)] ^= change;
        if (Arrays.equals(bytes, changed)) {
            return;
        }
        String other = "0x" + HexFormat.of().formatHex(changed);
        try {
            SignedTransaction read = SignedTransaction.decode(other);
            assertThat(read.hash()).isNotEqualTo(SignedTransaction.decode(raw).hash());
            assertThat(read.sender()).isNotEqualTo(KEY.address());
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageNotContaining(other);
        }
    }

    @Test
    void itsHashIsThatOfTheBytes() {
        String raw = signed(transaction(BigInteger.ZERO, new byte[0]));
        byte[] bytes = HexFormat.of().parseHex(raw, 2, raw.length());
        assertThat(SignedTransaction.decode(raw).hash())
                .isEqualTo("0x" + HexFormat.of().formatHex(Keccak.hash(bytes)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0x", "02", "0x02", "0x02c0", "0x02ff", "0x02f8", "0x02c1c1", "0x01c0", "0x02zz", "0x0"})
    void whatIsNoTransactionIsRefused(String raw) {
        assertThatIllegalArgumentException().isThrownBy(() -> SignedTransaction.decode(raw));
    }

    @Test
    void bytesAfterItsEndAreRefused() {
        String raw = signed(transaction(BigInteger.ZERO, new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> SignedTransaction.decode(raw + "00"));
    }
}
