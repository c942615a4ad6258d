package io.offerflow.api.name;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Ref;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    /** Names of the reference controller, so that its children are adopted under the same ones. */
    @ParameterizedTest
    @CsvSource({
        "llm/demo,so-llm-demo-9f586279-backend-grant",
        "foo-bar/baz,so-foo-bar-baz-40ead713-backend-grant",
        "foo/bar-baz,so-foo-bar-baz-bfbfa958-backend-grant"
    })
    void aGrantsNameIsTheReferencesAndInjective(String ref, String name) {
        assertThat(Names.referenceGrant(Ref.parse(ref))).isEqualTo(name);
    }

    @Test
    void shortNamesPassThrough() {
        assertThat(Names.middleware("demo")).isEqualTo("x402-demo");
        assertThat(Names.httpRoute("demo")).isEqualTo("so-demo");
        assertThat(Names.registration("demo")).isEqualTo("so-demo-registration");
    }

    @Test
    void longNamesAreCutWithAHashOfTheWhole() {
        String offer = "a".repeat(260);
        assertThat(Names.httpRoute(offer)).hasSize(253).endsWith("-6eeae9bf");
        assertThat(Names.bounded("so-", offer, "-wellknown", Names.MAX_NAME))
                .hasSize(253)
                .endsWith("-6eeae9bf-wellknown");
        assertThat(Names.httpRoute("a".repeat(259))).isNotEqualTo(Names.httpRoute(offer));
    }

    @Test
    void labelValuesFitKubernetes() {
        Ref ref = new Ref("n".repeat(63), "o".repeat(253));
        assertThat(Labels.ofOfferChild(ref).values()).allMatch(value -> value.length() <= 63);
        assertThat(Labels.ofOfferChild(new Ref("shop", "echo")))
                .containsEntry(Labels.OFFER_NAMESPACE, "shop")
                .containsEntry(Labels.OFFER_NAME, "echo")
                .containsEntry(Labels.MANAGED_BY, "offerflow");
    }
}
