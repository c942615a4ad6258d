package io.offerflow.workflows.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class IntentIdsTest {
    private static final String REGISTRY = "0x8004A818BFB912233c491871b3d84c89A494BD9e";

    private static IntentIds of(long chainId, String registry, String namespace, String name) {
        return new IntentIds(BigInteger.valueOf(chainId), registry, namespace, name);
    }

    private final IntentIds ids = of(84532, REGISTRY, "x402", "default");

    /** A change of this value would mint every agent again. */
    @Test
    void theIdOfAMintNeverChanges() {
        assertThat(ids.register())
                .isEqualTo("register-8d47477dfda6fd59ade195a1fa666c3fa1dd87c9e9da24052cb6574f3515ef38");
    }

    @Test
    void theCaseOfAnAddressMakesNoOtherMint() {
        assertThat(of(84532, REGISTRY.toLowerCase(Locale.ROOT), "x402", "default")
                        .register())
                .isEqualTo(ids.register());
    }

    @Test
    void eachChainRegistryAndIdentityHasItsOwnMint() {
        assertThat(ids.register())
                .isNotEqualTo(of(8453, REGISTRY, "x402", "default").register())
                .isNotEqualTo(of(84532, "0x8004A169FB4a3325136EB29fA0ceB6D2e539a432", "x402", "default")
                        .register())
                .isNotEqualTo(of(84532, REGISTRY, "x40", "2default").register())
                .isNotEqualTo(of(84532, REGISTRY, "x402", "other").register());
    }

    @Test
    void aValueCanBeWrittenAgainAfterAnotherOne() {
        String a = ids.write("agentURI", "https://a.example", ids.register());
        String b = ids.write("agentURI", "https://b.example", a);
        assertThat(ids.write("agentURI", "https://a.example", b)).isNotEqualTo(a);
        assertThat(ids.write("agentURI", "https://a.example", ids.register())).isEqualTo(a);
        assertThat(ids.write("metadata/x402", "https://a.example", ids.register()))
                .isNotEqualTo(a);
    }
}
