package io.offerflow.verifier.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.chain.Chain;
import io.offerflow.api.chain.Chains;
import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.Wallet;
import io.offerflow.verifier.x402.Authorization.Eip3009;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is no signature of the payer's over exactly this payment is not taken for one, natively and in Java. */
class SignaturesTest {
    static final String PAYER = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
    private static final String SELLER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
    static final String DIGEST = "f897ebfe63bee32111598dfc139f381ba50e554161c414eea5ce6fe8ae0c4aba";
    static final String SIGNATURE = "0xe5114acf3ad3d3e2b481189b57630d15a4c4a7b3c7aa055aa4348092600d1873"
            + "3b36199548bc641f4e9071ad55d6f22029299897e58eaff0d70c82abefa13b181b";

    static Requirement usdc(String network) {
        Chain chain = Chains.find(network).orElseThrow();
        return new Requirement(chain, chain.usdc(), BigInteger.valueOf(1000), SELLER, 300, new TreeMap<>());
    }

    static Eip3009 transfer(String from, long value, String signature) {
        return new Eip3009(
                from,
                SELLER,
                BigInteger.valueOf(value),
                BigInteger.ZERO,
                BigInteger.valueOf(4_102_444_800L),
                "0x" + "11".repeat(32),
                signature);
    }

    static Stream<Signatures> both() {
        return Stream.of(new Signatures(new NativeRecovery()), new Signatures(new JavaRecovery()));
    }

    static Signer signer(Signatures signatures, Eip3009 transfer) {
        return signatures.signer(usdc("base-sepolia"), transfer);
    }

    @ParameterizedTest
    @MethodSource("both")
    void whateverIsChangedItIsNoLongerThePayers(Signatures signatures) {
        assertThat(signer(signatures, transfer(PAYER, 1001, SIGNATURE))).isEqualTo(Signer.SOMEBODY_ELSE);
        assertThat(signer(signatures, transfer(SELLER, 1000, SIGNATURE))).isEqualTo(Signer.SOMEBODY_ELSE);
        assertThat(signatures.signer(usdc("base"), transfer(PAYER, 1000, SIGNATURE)))
                .isEqualTo(Signer.SOMEBODY_ELSE);
        String otherKey = Wallet.STRANGER.sign(HexFormat.of().parseHex(DIGEST));
        assertThat(signer(signatures, transfer(PAYER, 1000, otherKey))).isEqualTo(Signer.SOMEBODY_ELSE);
    }

    @ParameterizedTest
    @MethodSource("both")
    void theSecondFormOfASignatureIsRecognised(Signatures signatures) {
        Eip3009 malleated = transfer(PAYER, 1000, Wallet.malleated(SIGNATURE));
        assertThat(signer(signatures, malleated)).isEqualTo(Signer.PAYER_MALLEATED);
    }

    @ParameterizedTest
    @MethodSource("both")
    void bytesThatNoKeyMadeAreSomebodyElses(Signatures signatures) {
        String order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
        String one = "0".repeat(63) + "1";
        Stream.of(
                        "00".repeat(64) + "1b",
                        order + one + "1b",
                        one + order + "1b",
                        "ff".repeat(64) + "1c",
                        // No point of the curve has this x.
                        "0".repeat(63) + "5" + one + "1b",
                        SIGNATURE.substring(2, 130) + "1d",
                        SIGNATURE.substring(2, 130) + "9b",
                        SIGNATURE.substring(2) + "00",
                        "ab".repeat(400))
                .forEach(bytes -> assertThat(signer(signatures, transfer(PAYER, 1000, "0x" + bytes)))
                        .as(bytes)
                        .isEqualTo(Signer.SOMEBODY_ELSE));
    }

    @Test
    void bothWaysRecoverTheSameKeys() {
        KeyRecovery inJava = new JavaRecovery();
        KeyRecovery natively = new NativeRecovery();
        for (int i = 1; i <= 200; i++) {
            byte[] digest = Keccak.hash("digest " + i);
            byte[] rs = new byte[64];
            System.arraycopy(Keccak.hash("r " + i), 0, rs, 0, 32);
            System.arraycopy(Keccak.hash("s " + i), 0, rs, 32, 32);
            assertThat(inJava.recover(digest, rs, i % 2)).isEqualTo(natively.recover(digest, rs, i % 2));
        }
    }

    @Test
    void theNativeLibraryLoadsHere() {
        assertThat(Signatures.load().isNative()).isTrue();
    }

    @Test
    void whereTheLibraryDoesNotLoadJavaStandsIn() {
        Signatures atOnce = Signatures.load(() -> {
            throw new UnsatisfiedLinkError("no secp256k1");
        });
        Signatures atFirstUse = Signatures.load(() -> (digest, rs, parity) -> {
            throw new NoClassDefFoundError("JNI");
        });
        for (Signatures signatures : new Signatures[] {atOnce, atFirstUse}) {
            assertThat(signatures.isNative()).isFalse();
            assertThat(signer(signatures, transfer(PAYER, 1000, SIGNATURE))).isEqualTo(Signer.PAYER);
        }
    }
}
