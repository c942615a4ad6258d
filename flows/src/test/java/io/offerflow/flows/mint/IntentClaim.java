package io.offerflow.flows.mint;

import static org.awaitility.Awaitility.await;

import io.offerflow.activities.registry.RegistryCalls;
import io.offerflow.workflows.chain.Adoption;
import io.offerflow.workflows.chain.Call;
import io.offerflow.workflows.chain.ChainAccounts;
import io.offerflow.workflows.chain.Intent;
import io.offerflow.workflows.chain.IntentReport;
import io.temporal.client.WorkflowServiceException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Straight to the account, as a workflow of an identity would. */
final class IntentClaim implements Claim {
    private static final String ID = "mint";
    private static final String URI = "https://agent.example/agent-registration.json";

    private final ChainAccounts accounts;
    private final String registry;
    private final String account;

    IntentClaim(MintStack stack) {
        accounts = stack.accounts;
        registry = stack.anvil.registry;
        account = stack.account;
    }

    @Override
    public void begin() {
        submit(false);
    }

    @Override
    public void again(boolean edited) {
        submit(edited);
    }

    /** As often as an activity would: another mishap may end the account meanwhile. */
    private IntentReport submit(boolean edited) {
        return await().atMost(Duration.ofSeconds(60))
                .ignoreException(WorkflowServiceException.class)
                .until(() -> submitOnce(edited), Objects::nonNull);
    }

    private IntentReport submitOnce(boolean edited) {
        String uri = edited ? URI + "?edited" : URI;
        Call call = Call.of(registry, RegistryCalls.register(uri, Map.of("x402.supported", new byte[] {1})));
        Adoption adoption = new Adoption(List.of(), List.of(URI, URI + "?edited"), List.of());
        return accounts.submit(MintStack.CHAIN, account, new Intent(ID, "register", call, adoption, null));
    }

    @Override
    public void tend() {
        // Nobody waits for anything but the account.
    }

    @Override
    public IntentReport report() {
        return accounts.ask(MintStack.CHAIN, account, ID).orElseThrow();
    }

    @Override
    public boolean content() {
        return true;
    }

    @Override
    public Optional<String> complaint(BigInteger minted) {
        return Optional.empty();
    }

    @Override
    public void close() {
        // The account is all there is.
    }

    @Override
    public void suffer(Mishap mishap) {
        if (mishap.kind() != Mishap.Kind.TWO_CALLERS) {
            throw new IllegalArgumentException(mishap + " befalls requests");
        }
        CompletableFuture<Void> rival = CompletableFuture.runAsync(() -> submit(mishap.other()));
        submit(false);
        rival.join();
    }
}
