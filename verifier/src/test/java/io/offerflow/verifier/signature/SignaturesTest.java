package io.offerflow.verifier.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.chain.Chain;
import io.offerflow.api.chain.Chains;
import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.Wallet;
import io.offerflow.verifier.x402.Authorization.Eip3009;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Vectors made by viem, the library that official buyers sign with. */
class SignaturesTest {
    private static final String PAYER = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
    private static final String SELLER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
    private static final String DIGEST = "f897ebfe63bee32111598dfc139f381ba50e554161c414eea5ce6fe8ae0c4aba";
    private static final String SIGNATURE = "0xe5114acf3ad3d3e2b481189b57630d15a4c4a7b3c7aa055aa4348092600d1873"
            + "3b36199548bc641f4e9071ad55d6f22029299897e58eaff0d70c82abefa13b181b";

    private static Requirement usdc(String network) {
        Chain chain = Chains.find(network).orElseThrow();
        return new Requirement(chain, chain.usdc(), BigInteger.valueOf(1000), SELLER, 300, new TreeMap<>());
    }

    private static Eip3009 transfer(String from, long value, String signature) {
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

    private static Signer signer(Signatures signatures, Eip3009 transfer) {
        return signatures.signer(usdc("base-sepolia"), transfer);
    }

    @ParameterizedTest
    @MethodSource("both")
    void whoSignedATextIsFoundAsWalletsSignIt(Signatures signatures) {
        String text =
                """
                shop.example.com wants you to sign in with your Ethereum account:
                0x70997970C51812dc3A010C7d01b50e0d17dc79C8

                Sign in

                URI: https://shop.example.com/services/audit/auth
                Version: 1
                Chain ID: 8453
                Nonce: abcdef0123456789
                Issued At: 2026-01-01T00:00:00Z""";
        byte[] signature = HexFormat.of()
                .parseHex("c3c4eb0664cefb3d8a9432098efe7c4bb2c1d06d2f58a8b53280189ede7c25d5"
                        + "1375db0a05d536b1552c3182ea242f8303c38e2ef1ddfa13e2b4cb6f1279d28b1b");
        assertThat(signatures.signerOfText(text, signature)).contains(PAYER);
        assertThat(signatures.signerOfText(text + " ", signature)).isNotEqualTo(Optional.of(PAYER));
        signature[64] = 0;
        assertThat(signatures.signerOfText(text, signature)).contains(PAYER);
        signature[64] = 5;
        assertThat(signatures.signerOfText(text, signature)).isEmpty();
        assertThat(signatures.signerOfText(text, new byte[64])).isEmpty();
    }

    @Test
    void theDigestIsTheOneThatWalletsSign() {
        assertThat(new TypedData().digest(usdc("base-sepolia"), transfer(PAYER, 1000, SIGNATURE)))
                .isEqualTo(HexFormat.of().parseHex(DIGEST));
    }

    @ParameterizedTest
    @CsvSource({
        "base-sepolia,71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818",
        "base,02fa7265e7c5d81118673727957699e4d68f74cd74b7db77da710fe8a2c7834f",
        "ethereum,06c37168a7db5138defc7866392bb87a741f9b3d104deb5094588ce041cae335",
        "polygon,caa2ce1a5703ccbe253a34eb3166df60a705c561b44b192061e28f2a985be2ca",
        "avalanche,bbea200329a938bc3438984a49cb0732e66d66d7bd59c127abacc1710e77f7b3",
        "arbitrum,08d11903f8419e68b1b8721bcbe2e9fc68569122a77ef18c216f10b3b5112c78",
    })
    void theDomainIsTheContracts(String network, String separator) {
        TypedData typedData = new TypedData();
        assertThat(typedData.separator(usdc(network))).isEqualTo(HexFormat.of().parseHex(separator));
        assertThat(typedData.separator(usdc(network)))
                .as("from memory")
                .isEqualTo(HexFormat.of().parseHex(separator));
    }

    @ParameterizedTest
    @MethodSource("both")
    void theGoldenSignatureIsThePayers(Signatures signatures) {
        assertThat(signer(signatures, transfer(PAYER, 1000, SIGNATURE))).isEqualTo(Signer.PAYER);
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
