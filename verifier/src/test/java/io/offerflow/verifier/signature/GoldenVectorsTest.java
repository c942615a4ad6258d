package io.offerflow.verifier.signature;

import static io.offerflow.verifier.signature.SignaturesTest.DIGEST;
import static io.offerflow.verifier.signature.SignaturesTest.PAYER;
import static io.offerflow.verifier.signature.SignaturesTest.SIGNATURE;
import static io.offerflow.verifier.signature.SignaturesTest.signer;
import static io.offerflow.verifier.signature.SignaturesTest.transfer;
import static io.offerflow.verifier.signature.SignaturesTest.usdc;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.Wallet;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Vectors made by viem, the library that official buyers sign with, and domain separators as the token contracts have them. */
class GoldenVectorsTest {
    /** What a wallet shows for a sign-in; 250 bytes. */
    private static final String SIGN_IN =
            """
            shop.example.com wants you to sign in with your Ethereum account:
            0x70997970C51812dc3A010C7d01b50e0d17dc79C8

            Sign in

            URI: https://shop.example.com/services/audit/auth
            Version: 1
            Chain ID: 8453
            Nonce: abcdef0123456789
            Issued At: 2026-01-01T00:00:00Z""";

    static Stream<Signatures> both() {
        return SignaturesTest.both();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    @Test
    void theTypeOfATransferIsTheStandards() {
        assertThat(TypedData.TRANSFER_TYPE)
                .isEqualTo(hex("7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267"));
    }

    @Test
    void theWalletOfTheTestsSignsAsViemDoes() {
        assertThat(Wallet.BUYER.sign(hex(DIGEST))).isEqualTo(SIGNATURE);
    }

    @Test
    void theHashOfATextIsTheOneThatWalletsSign() {
        assertThat(SIGN_IN.getBytes(StandardCharsets.UTF_8)).hasSize(250);
        assertThat(Signatures.hashOfText(SIGN_IN))
                .isEqualTo(hex("3f69c688c5fc2b188376afe96dfe323c1af0d016a55ef6d6bb14bde6773403a2"));
    }

    @ParameterizedTest
    @MethodSource("both")
    void whoSignedATextIsFoundAsWalletsSignIt(Signatures signatures) {
        byte[] signature = HexFormat.of()
                .parseHex("c3c4eb0664cefb3d8a9432098efe7c4bb2c1d06d2f58a8b53280189ede7c25d5"
                        + "1375db0a05d536b1552c3182ea242f8303c38e2ef1ddfa13e2b4cb6f1279d28b1b");
        assertThat(signatures.signerOfText(SIGN_IN, signature)).contains(PAYER);
        assertThat(signatures.signerOfText(SIGN_IN + " ", signature)).isNotEqualTo(Optional.of(PAYER));
        signature[64] = 0;
        assertThat(signatures.signerOfText(SIGN_IN, signature)).contains(PAYER);
        signature[64] = 5;
        assertThat(signatures.signerOfText(SIGN_IN, signature)).isEmpty();
        assertThat(signatures.signerOfText(SIGN_IN, new byte[64])).isEmpty();
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
}
