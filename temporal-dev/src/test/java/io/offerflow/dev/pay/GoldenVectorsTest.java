package io.offerflow.dev.pay;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/** Values made by viem, and the base-sepolia separator as read from the chain. */
class GoldenVectorsTest {
    private static final Authorization GOLDEN = new Authorization(
            TestMoney.ANVIL_1,
            "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
            BigInteger.valueOf(1000),
            BigInteger.ZERO,
            BigInteger.valueOf(4_102_444_800L),
            "0x" + "11".repeat(32));
    private static final String SIGNATURE = "0xe5114acf3ad3d3e2b481189b57630d15a4c4a7b3c7aa055aa4348092600d1873"
            + "3b36199548bc641f4e9071ad55d6f22029299897e58eaff0d70c82abefa13b181b";

    @ParameterizedTest
    @CsvSource({
        "base, 0x02fa7265e7c5d81118673727957699e4d68f74cd74b7db77da710fe8a2c7834f",
        "ethereum, 0x06c37168a7db5138defc7866392bb87a741f9b3d104deb5094588ce041cae335",
        "polygon, 0xcaa2ce1a5703ccbe253a34eb3166df60a705c561b44b192061e28f2a985be2ca",
        "avalanche, 0xbbea200329a938bc3438984a49cb0732e66d66d7bd59c127abacc1710e77f7b3",
        "arbitrum, 0x08d11903f8419e68b1b8721bcbe2e9fc68569122a77ef18c216f10b3b5112c78"
    })
    void domainSeparatorOfUsdcEqualsTheContracts(String network, String separator) {
        assertThat(Numeric.toHexString(usdc(network).separator())).isEqualTo(separator);
    }

    @Test
    void domainSeparatorOfUsdcOnBaseSepoliaEqualsTheContracts() {
        assertThat(Numeric.toHexString(usdc("base-sepolia").separator()))
                .startsWith("0x71f17a3b")
                .endsWith("9818");
    }

    @Test
    void digestEqualsViems() {
        assertThat(Numeric.toHexString(GOLDEN.digest(usdc("base-sepolia"))))
                .isEqualTo("0xf897ebfe63bee32111598dfc139f381ba50e554161c414eea5ce6fe8ae0c4aba");
    }

    @Test
    void signatureEqualsViems() {
        Buyer buyer = Buyer.withKey(TestMoney.ANVIL_1_KEY, new SecureRandom(), () -> Instant.EPOCH);

        assertThat(buyer.address()).isEqualTo(TestMoney.ANVIL_1);
        assertThat(buyer.sign(GOLDEN, usdc("base-sepolia"))).isEqualTo(SIGNATURE);
    }

    @Test
    void signerIsRecoveredFromTheSignatureAndFromNoOther() {
        byte[] digest = GOLDEN.digest(usdc("base-sepolia"));

        assertThat(Eoa.signer(digest, SIGNATURE))
                .hasValueSatisfying(signer -> assertThat(signer).isEqualToIgnoringCase(TestMoney.ANVIL_1));
        assertThat(Eoa.signer(GOLDEN.digest(usdc("base")), SIGNATURE))
                .isNotEqualTo(Optional.of(TestMoney.ANVIL_1.toLowerCase(Locale.ROOT)));
        assertThat(Eoa.signer(digest, "0x" + "00".repeat(65))).isEmpty();
        assertThat(Eoa.signer(digest, "0x" + "ff".repeat(65))).isEmpty();
    }

    @Test
    void theOtherFormOfASignatureIsNotAccepted() {
        BigInteger order = Sign.CURVE_PARAMS.getN();
        String mirrored = Numeric.toHexStringNoPrefixZeroPadded(
                order.subtract(Numeric.toBigInt(SIGNATURE.substring(66, 130))), 64);
        String malleated = SIGNATURE.substring(0, 66) + mirrored + "1c";

        assertThat(Eoa.signer(GOLDEN.digest(usdc("base-sepolia")), malleated)).isEmpty();
    }

    private static TokenDomain usdc(String v1Name) {
        return Networks.ALL.stream()
                .filter(network -> network.v1Name().equals(v1Name))
                .findFirst()
                .orElseThrow()
                .usdcDomain();
    }
}
