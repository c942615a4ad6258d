package io.offerflow.flows.scenario;

import io.offerflow.dev.stack.DevStack;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps its promises on each of {@link StackKind}. */
@ParameterizedClass(name = "{0}")
@EnumSource(StackKind.class)
@ExtendWith(SharedStacks.class)
abstract class OnEachStack {
    /** Tells what is left out, and numbers that were measured on the way. */
    static final Logger LOG = LoggerFactory.getLogger(OnEachStack.class);

    @Parameter
    StackKind kind;

    @BeforeParameterizedClassInvocation
    static void onlyWhatTheMachineHas(StackKind kind) {
        kind.absence().ifPresent(why -> {
            LOG.warn("the {} stack is left out: {}", kind, why);
            Assumptions.abort(why);
        });
    }

    /** Shared by all scenarios of the run. */
    final DevStack stack() {
        return SharedStacks.STACKS.plain(kind);
    }

    /** A namespace of its own. */
    final Shop shop(String purpose) {
        return Shop.open(stack(), purpose);
    }
}
