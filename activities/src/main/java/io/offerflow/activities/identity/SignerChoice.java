package io.offerflow.activities.identity;

import io.offerflow.activities.chain.AccountSettings;
import io.offerflow.activities.object.StoredObjects;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec.AgentRef;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.api.name.Labels;
import io.offerflow.cluster.AgentReader;
import io.offerflow.workflows.identity.IdentitySettings;
import io.offerflow.workflows.identity.SignerView;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who signs a registration: the request's own key, else the agent's wallet, else the configured signer. Keys stay where they are; here are addresses only,
 * and of those only such as a signer of the worker's settings has.
 */
final class SignerChoice {
    private final StoredObjects agents;
    private final AccountSettings accounts;
    private final IdentitySettings settings;

    SignerChoice(StoredObjects agents, AccountSettings accounts, IdentitySettings settings) {
        this.agents = agents;
        this.accounts = accounts;
        this.settings = settings;
    }

    SignerView of(RegistrationRequest request, @Nullable ServiceOffer offer) {
        RegistrationRequest.SecretKey own = request.spec().privateKeySecret();
        return own == null
                ? wallet(offer)
                        .map(address -> SignerView.known(address, "the agent's wallet"))
                        .orElseGet(this::configured)
                : own(request, own);
    }

    /** The worker cannot read the Secret, so a person says whose key it is. */
    private SignerView own(RegistrationRequest request, RegistrationRequest.SecretKey key) {
        String address =
                Objects.requireNonNullElse(request.metadata().annotations().get(Labels.WALLET_ADDRESS), "");
        return usable(address)
                ? SignerView.known(address, "Secret " + key.name())
                : SignerView.waiting("The request names Secret " + key.name()
                        + ": annotate it with " + Labels.WALLET_ADDRESS
                        + ", the address of the key, and list the signer that mounts it in " + AccountSettings.SIGNERS
                        + ".");
    }

    private Optional<String> wallet(@Nullable ServiceOffer offer) {
        AgentRef ref = offer == null || offer.spec().agent() == null
                ? null
                : offer.spec().agent().ref();
        if (offer == null || ref == null || ref.name() == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(agents.get(new Ref(offer.metadata().namespace(), ref.name())))
                .map(AgentReader::read)
                .filter(AgentReader.Readable.class::isInstance)
                .map(readable -> ((AgentReader.Readable) readable)
                        .agent()
                        .statusOrEmpty()
                        .walletAddress())
                .filter(this::usable);
    }

    private SignerView configured() {
        if (!settings.signer().isEmpty()) {
            return SignerView.known(settings.signer(), "the configured signer");
        }
        return accounts.signers().size() == 1
                ? SignerView.known(accounts.signers().keySet().iterator().next(), "the only signer")
                : SignerView.NONE;
    }

    private boolean usable(String address) {
        return address.matches("0x[0-9a-fA-F]{40}") && accounts.signer(address).isPresent();
    }
}
