package io.offerflow.activities.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.activities.chain.AccountSettings;
import io.offerflow.activities.object.StoredObjects;
import io.offerflow.api.Json;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.cluster.Settings;
import io.offerflow.workflows.identity.IdentitySettings;
import io.offerflow.workflows.identity.SignerView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignerChoiceTest {
    private static final String OWN = "0x" + "0a".repeat(20);
    private static final String WALLET = "0x" + "0b".repeat(20);
    private static final String DEFAULT = "0x" + "0c".repeat(20);

    private final KeptObjects kube = new KeptObjects();

    @AfterEach
    void close() {
        kube.close();
    }

    private SignerView choose(RegistrationRequest request, String configured, String... listed) throws Exception {
        kube.put("Agent", "agents", "bot", "", ",\"spec\":{},\"status\":{\"walletAddress\":\"" + WALLET + "\"}");
        ServiceOffer offer = Json.mapper()
                .readValue(
                        """
                        {"metadata":{"namespace":"shop","name":"a","uid":"u","generation":1},
                         "spec":{"type":"agent","agent":{"ref":{"name":"bot"}}}}""",
                        ServiceOffer.class);
        return choice(configured, listed).of(request, offer);
    }

    private SignerChoice choice(String configured, String... listed) {
        String signers = Stream.of(listed).map(one -> one + "=http://signer").collect(Collectors.joining(";"));
        IdentitySettings settings =
                IdentitySettings.from(name -> name.equals(IdentitySettings.SIGNER) && !configured.isEmpty()
                        ? Optional.of(configured)
                        : Optional.empty());
        return new SignerChoice(
                new StoredObjects(kube.client, ResourceKind.AGENT),
                AccountSettings.from(Settings.of(Map.of(AccountSettings.SIGNERS, signers))),
                settings);
    }

    private static RegistrationRequest request(String annotations, String spec) throws Exception {
        return Json.mapper()
                .readValue(
                        "{\"metadata\":{\"namespace\":\"shop\",\"name\":\"r\",\"annotations\":{" + annotations
                                + "}},\"spec\":{" + spec + "}}",
                        RegistrationRequest.class);
    }

    private static RegistrationRequest keyed(String annotations) throws Exception {
        return request(annotations, "\"privateKeySecret\":{\"name\":\"keys\",\"key\":\"k\"}");
    }

    @Test
    void the_key_of_the_request_goes_before_the_wallet_and_the_wallet_before_the_configured_signer() throws Exception {
        String[] all = {OWN, WALLET, DEFAULT};
        assertThat(choose(keyed("\"obol.org/wallet-address\":\"" + OWN + "\""), DEFAULT, all)
                        .address())
                .isEqualTo(OWN);
        assertThat(choose(request("", ""), DEFAULT, all).address()).isEqualTo(WALLET);
        assertThat(choice(DEFAULT, all).of(request("", ""), null).address()).isEqualTo(DEFAULT);
    }

    @Test
    void a_key_that_nobody_can_use_is_waited_for_and_no_other_takes_its_place() throws Exception {
        for (String annotation : List.of("", "\"obol.org/wallet-address\":\"" + OWN + "\"")) {
            SignerView view = choose(keyed(annotation), DEFAULT, WALLET, DEFAULT);
            assertThat(view.state()).isEqualTo(SignerView.State.Waiting);
            assertThat(view.detail()).contains("Secret keys", "obol.org/wallet-address", "OFFERFLOW_CHAIN_SIGNERS");
        }
    }

    @Test
    void a_wallet_without_a_listed_signer_leaves_it_to_the_configured_one() throws Exception {
        assertThat(choose(request("", ""), DEFAULT, DEFAULT).address()).isEqualTo(DEFAULT);
    }

    @Test
    void the_only_signer_needs_not_be_named_and_of_two_none_is_guessed() throws Exception {
        assertThat(choice("", DEFAULT).of(request("", ""), null).address()).isEqualToIgnoringCase(DEFAULT);
        assertThat(choice("", DEFAULT, OWN).of(request("", ""), null)).isEqualTo(SignerView.NONE);
        assertThat(choice("").of(request("", ""), null)).isEqualTo(SignerView.NONE);
    }
}
