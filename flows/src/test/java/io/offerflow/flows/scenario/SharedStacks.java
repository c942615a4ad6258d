package io.offerflow.flows.scenario;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Closes the stacks when the last scenario of the run has ended. */
final class SharedStacks implements BeforeAllCallback {
    /** One run is one JVM. */
    static final Stacks STACKS = new Stacks();

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(Namespace.create(SharedStacks.class)).put("stacks", STACKS);
    }
}
