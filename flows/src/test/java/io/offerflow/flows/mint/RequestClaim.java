package io.offerflow.flows.mint;

import io.offerflow.api.Ref;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.workflows.chain.IntentIds;
import io.offerflow.workflows.chain.IntentReport;
import java.math.BigInteger;
import java.util.Optional;
import java.util.stream.Stream;

/** A RegistrationRequest with an endpoint of its own, through its workflow: the whole way from an object to the chain. */
final class RequestClaim implements Claim {
    private final MintStack stack;
    private final RequestObject object;
    private final RequestWorkflow workflow;
    private final String intent;
    private volatile boolean otherSigner;

    RequestClaim(MintStack stack, Bench bench, String name) {
        this.stack = stack;
        Ref ref = new Ref(bench.name(), name);
        object = new RequestObject(bench.kube(), ref, stack.anvil.registry);
        workflow = new RequestWorkflow(bench.client(), ref);
        intent = new IntentIds(MintStack.CHAIN, stack.anvil.registry, ref.namespace(), ref.name()).register();
    }

    @Override
    public void begin() {
        object.make(signer());
        workflow.wake();
    }

    private String signer() {
        return otherSigner ? stack.other() : stack.account;
    }

    @Override
    public void again(boolean edited) {
        if (edited) {
            object.edit();
        }
        workflow.wake();
    }

    @Override
    public void tend() {
        if (object.serve()) {
            workflow.wake();
        }
        workflow.tend(object.changed());
    }

    /** Of the account that tells of an id, if there is one. */
    @Override
    public IntentReport report() {
        Stream<String> accounts = otherSigner ? Stream.of(stack.account, stack.other()) : Stream.of(stack.account);
        return accounts.flatMap(account -> stack.accounts.ask(MintStack.CHAIN, account, intent).stream())
                .max((one, other) -> Boolean.compare(told(one), told(other)))
                .orElseThrow();
    }

    private boolean told(IntentReport report) {
        return report.agentId(stack.anvil.registry).isPresent();
    }

    @Override
    public boolean content() {
        RegistrationRequest.Status status = status();
        return status.agentId() != null && "Registered".equals(status.phaseName());
    }

    private RegistrationRequest.Status status() {
        return object.read().map(RegistrationRequest::statusOrEmpty).orElse(RegistrationRequest.Status.EMPTY);
    }

    @Override
    public Optional<String> complaint(BigInteger minted) {
        RegistrationRequest.Status status = status();
        boolean right = minted.toString().equals(status.agentId());
        return right ? Optional.empty() : Optional.of("the status says " + status);
    }

    @Override
    public synchronized void suffer(Mishap mishap) {
        switch (mishap.kind()) {
            case STATUS_WIPED -> object.wipeStatus();
            case REQUEST_FORGETS -> workflow.terminate();
            case MADE_AGAIN -> makeAgain(mishap);
            case SIGNER_CHANGED -> changeSigner();
            case ALL_FORGOTTEN -> forgetAll(mishap);
            default -> throw new IllegalArgumentException(mishap + " befalls no request");
        }
        workflow.wake();
    }

    /** In the other form nobody has a say in it. */
    private void makeAgain(Mishap mishap) {
        object.delete(mishap.other());
        workflow.wake();
        object.awaitGone(() -> workflow.tend(true));
        object.make(signer());
    }

    private void changeSigner() {
        otherSigner = true;
        object.sign(stack.other());
    }

    /** The object, and what Temporal has of it, at once; in the other form another signer is to sign afterwards. */
    private void forgetAll(Mishap mishap) {
        otherSigner |= mishap.other();
        object.delete(true);
        workflow.terminate();
        stack.forget();
        object.awaitGone(() -> {});
        object.make(signer());
    }

    @Override
    public void close() {
        workflow.close();
        object.delete(true);
    }
}
