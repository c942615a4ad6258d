package io.offerflow.activities.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.activities.object.ChildObjects;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.AgentIdentity.Registration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Ref REF = new Ref("x402", "default");
    private static final String PATH = KeptObjects.configMap("x402", "agentidentity-default-unfinished");
    private static final Registration ENTRY = new Registration(
            "base",
            "0",
            "Tombstoning",
            "RpcUnavailable",
            "away",
            "8453",
            "0xregistry",
            "0xowner",
            "0xsigner",
            null,
            null,
            null,
            null,
            null,
            List.of(),
            null,
            null,
            null,
            null);

    private final KeptObjects kube = new KeptObjects();
    private final Ledger ledger = new Ledger(new ChildObjects(kube.client), ResourceKind.AGENT_IDENTITY);

    @AfterEach
    void close() {
        kube.close();
    }

    @Test
    void what_is_written_is_found_and_belongs_to_nobody_who_could_take_it_along() {
        Ledger.Kept kept = new Ledger.Kept(List.of(ENTRY), "data:,gone");
        ledger.write(REF, kept);

        assertThat(kube.configMaps()).containsOnlyKeys(PATH);
        assertThat(kube.configMaps().get(PATH))
                .contains("agentidentity/x402/default")
                .doesNotContain("ownerReferences");
        assertThat(ledger.find(REF)).contains(kept);
    }

    @Test
    void a_record_is_of_one_object_of_one_kind() {
        ledger.write(REF, new Ledger.Kept(List.of(ENTRY), ""));

        assertThat(ledger.find(new Ref("x402", "other"))).isEmpty();
        assertThat(ledger.find(new Ref("shop", "default"))).isEmpty();
        assertThat(new Ledger(new ChildObjects(kube.client), ResourceKind.REGISTRATION_REQUEST).find(REF))
                .isEmpty();
    }

    @Test
    void what_is_forgotten_is_gone_and_may_have_been_before() {
        ledger.write(REF, new Ledger.Kept(List.of(ENTRY), ""));
        ledger.forget(REF);
        ledger.forget(REF);

        assertThat(kube.configMaps()).isEmpty();
        assertThat(ledger.find(REF)).isEmpty();
    }

    @Test
    void one_that_cannot_be_read_says_nothing_and_stays() {
        String broken = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"n\"},"
                + "\"data\":{\"registrations.json\":\"[{\"}}";
        kube.put(PATH, broken);

        assertThat(ledger.find(REF)).isEmpty();
        assertThat(kube.configMaps()).containsEntry(PATH, broken);
    }

    @Test
    void without_words_for_the_end_there_still_is_an_end() {
        kube.put(
                PATH,
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"n\"},"
                        + "\"data\":{\"registrations.json\":\"[]\"}}");

        assertThat(ledger.find(REF)).contains(new Ledger.Kept(List.of(), Papers.WORDLESS));
    }
}
