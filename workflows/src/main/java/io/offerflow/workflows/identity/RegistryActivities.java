package io.offerflow.workflows.identity;

import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.ConfirmedId;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/** What identities ask of chains, on the task queue of chains. */
@ActivityInterface
public interface RegistryActivities {

    /** Carries out one move. What a person or time has to mend is a word; thrown is only what is worth another try at once. */
    @ActivityMethod(name = "AskRegistry")
    Word carryOut(Order order);

    /**
     * @param kind of the object whose identity it is
     * @param ids that its document names
     */
    record Order(ResourceKind kind, Ref ref, List<ConfirmedId> ids, Move move) {}
}
