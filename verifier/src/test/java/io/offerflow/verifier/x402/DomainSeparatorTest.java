package io.offerflow.verifier.x402;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.chain.Chain;
import io.offerflow.api.chain.Chains;
import io.offerflow.api.chain.Token;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.jcajce.provider.digest.Keccak;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names and versions that challenges carry give the domain separators that the token contracts have on chain. */
class DomainSeparatorTest {
    private static byte[] keccak(byte[]... parts) {
        Keccak.Digest256 digest = new Keccak.Digest256();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static byte[] hash(String text) {
        return keccak(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] word(byte[] bytes) {
        byte[] word = new byte[32];
        System.arraycopy(bytes, 0, word, 32 - bytes.length, bytes.length);
        return word;
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
    void aUsdcDomainIsTheContracts(String network, String separator) {
        Chain chain = Chains.find(network).orElseThrow();
        Token usdc = chain.usdc();
        byte[] number = BigInteger.valueOf(chain.id()).toByteArray();
        byte[] domain = keccak(
                hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                hash(usdc.name()),
                hash(usdc.version()),
                word(number[0] == 0 ? Arrays.copyOfRange(number, 1, number.length) : number),
                word(HexFormat.of().parseHex(usdc.address().substring(2))));
        assertThat(HexFormat.of().formatHex(domain)).isEqualTo(separator);
    }
}
