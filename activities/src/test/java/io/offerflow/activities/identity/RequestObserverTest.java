package io.offerflow.activities.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.activities.chain.AccountSettings;
import io.offerflow.activities.object.ChildObjects;
import io.offerflow.activities.object.Known;
import io.offerflow.activities.object.StoredObjects;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.cluster.Settings;
import io.offerflow.workflows.identity.ChainWish;
import io.offerflow.workflows.identity.Recalled;
import io.offerflow.workflows.identity.RequestObservation;
import io.offerflow.workflows.identity.SignerView;
import io.offerflow.workflows.offer.ControllerSettings;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestObserverTest {
    private static final Ref REF = new Ref("shop", "mine");
    private static final String REGISTRY = "0x" + "11".repeat(20);
    private static final String SIGNER = "0x" + "0c".repeat(20);
    private static final Registration KEPT = new Registration(
            "base", "7", null, null, null, "8453", REGISTRY, SIGNER, SIGNER, null, null, null, null, null, List.of(),
            null, null, null, null);

    private final KeptObjects kube = new KeptObjects();
    private final ChildObjects children = new ChildObjects(kube.client);
    private final Ledger ledger = new Ledger(children, ResourceKind.REGISTRATION_REQUEST);
    private final RequestObserver observer = observer();

    @AfterEach
    void close() {
        kube.close();
    }

    private RequestObserver observer() {
        IdentityWorkerSettings settings = IdentityWorkerSettings.from(
                Settings.of(Map.of(IdentityWorkerSettings.PUBLIC_URL, "https://one.example")),
                ControllerSettings.DEFAULTS);
        AccountSettings accounts =
                AccountSettings.from(Settings.of(Map.of(AccountSettings.SIGNERS, SIGNER + "=http://signer")));
        Offers offers = new Offers(kube.client);
        return new RequestObserver(
                new IdentityObserver.Desk(
                        offers,
                        new Cabinet(offers, children, settings),
                        new DocumentLook(children),
                        new SignerChoice(
                                new StoredObjects(kube.client, ResourceKind.AGENT), accounts, settings.plans()),
                        settings.plans()),
                ledger,
                new Claims(children, ResourceKind.REGISTRATION_REQUEST));
    }

    private RequestObservation observe() {
        return observer.observe(REF, List.of(), Known.NOTHING);
    }

    private void request(String spec, String status) {
        kube.put(
                "RegistrationRequest",
                "registrationrequests",
                "mine",
                "",
                ",\"spec\":{" + spec + "},\"status\":{" + status + "}");
    }

    private ChainWish only() {
        return observe().facts().chains().getFirst();
    }

    @Test
    void of_a_request_that_is_gone_nothing_is_wanted() {
        RequestObservation seen = observe();
        assertThat(seen.metadata()).isNull();
        assertThat(seen.facts().chains()).isEmpty();
        assertThat(seen.facts().unfinished()).isNull();
    }

    @Test
    void of_one_whose_deletion_left_a_record_the_chains_are_known_and_the_end_that_they_shall_hear() {
        ledger.write(REF, new Ledger.Kept(List.of(KEPT), "data:,gone"));
        RequestObservation seen = observe();

        assertThat(seen.facts().active()).isFalse();
        assertThat(seen.facts().unfinished()).isNotNull();
        assertThat(seen.facts().document().tombstone()).isEqualTo(DocumentLook.uri("data:,gone"));
        assertThat(only().wanted()).isFalse();
        assertThat(only().registry()).isEqualTo(REGISTRY);
        assertThat(only().recalled()).isEqualTo(new Recalled(BigInteger.valueOf(7), SIGNER, SIGNER));
    }

    @Test
    void a_request_of_its_own_wants_its_chain_at_the_registry_that_it_names() {
        request("\"endpoint\":\"https://mine.example\",\"chain\":\"base\",\"registry\":\"" + REGISTRY + "\"", "");

        assertThat(only().wanted()).isTrue();
        assertThat(only().onSale()).isTrue();
        assertThat(only().registry()).isEqualTo(REGISTRY);
        assertThat(only().signer().state()).isEqualTo(SignerView.State.Known);
        assertThat(only().recalled()).isNull();
        assertThat(observe().facts().document().url())
                .isEqualTo("https://one.example/.well-known/agent-registrations/shop/mine.json");
    }

    @Test
    void what_its_status_says_goes_before_the_record_and_the_record_before_nothing() {
        ledger.write(REF, new Ledger.Kept(List.of(KEPT), "data:,gone"));
        request(
                "\"endpoint\":\"https://mine.example\",\"chain\":\"base\"",
                "\"agentId\":\"3\",\"signer\":\"" + SIGNER + "\"");
        assertThat(only().recalled()).isEqualTo(new Recalled(BigInteger.valueOf(3), SIGNER, SIGNER));

        request("\"endpoint\":\"https://mine.example\",\"chain\":\"base\"", "");
        assertThat(only().recalled()).isEqualTo(new Recalled(BigInteger.valueOf(7), SIGNER, SIGNER));
        assertThat(observe().facts().document().tombstone()).isNotEqualTo(DocumentLook.uri("data:,gone"));
    }

    @Test
    void a_chain_that_nobody_knows_is_no_wish() {
        request("\"endpoint\":\"https://mine.example\",\"chain\":\"atlantis\"", "");
        assertThat(observe().facts().chains()).isEmpty();
    }

    @Test
    void a_request_of_an_offer_asks_no_chain_and_says_what_is_missing() {
        request("\"serviceOfferName\":\"a\",\"serviceOfferNamespace\":\"shop\",\"chain\":\"base\"", "");
        RequestObservation seen = observe();

        assertThat(seen.facts().chains()).isEmpty();
        assertThat(seen.shared()).isNotNull();
        assertThat(seen.shared().exists()).isFalse();
        assertThat(seen.shared().onSale()).isFalse();
        assertThat(seen.shared().waitsFor()).isEqualTo("ServiceOffer shop/a");
    }

    @Test
    void one_that_cannot_be_read_says_which_field() {
        request("\"endpoint\":[1],\"chain\":\"base\"", "");
        RequestObservation seen = observe();

        assertThat(seen.request()).isNull();
        assertThat(seen.unreadable()).isNotNull();
        assertThat(seen.unreadable().message()).contains("spec.endpoint");
    }
}
