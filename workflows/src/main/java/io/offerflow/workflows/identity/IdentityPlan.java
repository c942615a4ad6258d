package io.offerflow.workflows.identity;

import io.offerflow.api.ObjectStatus;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.identity.RegistryActivities.Order;
import java.util.List;

/**
 * A plan and what goes with it.
 *
 * @param memory to be kept, whatever becomes of the steps
 * @param orders to chains, each once the status is written
 */
record IdentityPlan<S extends ObjectStatus>(Plan<S> plan, IdentityMemory memory, List<Order> orders) {}
