package io.offerflow.activities.identity;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.offerflow.activities.chain.AccountSettings;
import io.offerflow.activities.object.ChildObjects;
import io.offerflow.activities.object.EventWriter;
import io.offerflow.activities.object.StatusReporter;
import io.offerflow.activities.object.StepRunner;
import io.offerflow.activities.object.StoredObjects;
import io.offerflow.activities.registry.Registries;
import io.offerflow.api.ResourceKind;
import io.offerflow.workflows.chain.ChainAccounts;
import io.offerflow.workflows.identity.IdentityActivities;
import io.offerflow.workflows.identity.RegistrationActivities;
import io.offerflow.workflows.identity.RegistryActivities;
import io.temporal.activity.Activity;
import java.time.InstantSource;
import java.util.List;

/**
 * The activities of identities, put together.
 *
 * @param identities for the task queue of the cluster, as {@code requests}
 * @param chains for the task queue of chains
 */
public record IdentityWork(IdentityActivities identities, RegistrationActivities requests, RegistryActivities chains) {

    /** Chains and those who send to them. */
    public record Chains(Registries registries, ChainAccounts accounts, AccountSettings signers) {}

    /** @param kube stays the caller's */
    public static IdentityWork of(
            KubernetesClient kube, Chains chains, IdentityWorkerSettings settings, InstantSource clock) {
        Offers offers = new Offers(kube);
        ChildObjects children = new ChildObjects(kube);
        Cabinet cabinet = new Cabinet(offers, children, settings);
        IdentityObserver.Desk desk = new IdentityObserver.Desk(
                offers,
                cabinet,
                new DocumentLook(children),
                new SignerChoice(new StoredObjects(kube, ResourceKind.AGENT), chains.signers(), settings.plans()),
                settings.plans());
        IdentityOwnSteps.Tools tools = new IdentityOwnSteps.Tools(offers.identities(), children, cabinet);
        EventWriter identityEvents = new EventWriter(kube, clock, ResourceKind.AGENT_IDENTITY);
        EventWriter requestEvents = new EventWriter(kube, clock, ResourceKind.REGISTRATION_REQUEST);
        Ledger identityLedger = new Ledger(children, ResourceKind.AGENT_IDENTITY);
        Ledger requestLedger = new Ledger(children, ResourceKind.REGISTRATION_REQUEST);
        Claims identityClaims = new Claims(children, ResourceKind.AGENT_IDENTITY);
        Claims requestClaims = new Claims(children, ResourceKind.REGISTRATION_REQUEST);
        return new IdentityWork(
                new ClusterIdentityActivities(
                        new IdentityObserver(desk, identityLedger, identityClaims),
                        new StepRunner(
                                offers.identities(),
                                children,
                                new IdentityOwnSteps(tools, identityLedger, identityEvents)),
                        new StatusReporter(offers.identities(), identityEvents)),
                new ClusterRegistrationActivities(
                        new RequestObserver(desk, requestLedger, requestClaims),
                        new StepRunner(
                                offers.requests(), children, new IdentityOwnSteps(tools, requestLedger, requestEvents)),
                        new StatusReporter(offers.requests(), requestEvents)),
                new AccountRegistryActivities(
                        chains.registries(),
                        chains.accounts(),
                        new AccountRegistryActivities.Files(cabinet, List.of(identityClaims, requestClaims)),
                        () -> Activity.getExecutionContext().getInfo().getWorkflowId()));
    }
}
