/**
 * The life of an Agent: what was observed, the plan that follows from it (pure), the children of a Hermes agent, and the workflow that runs
 * both on the loop that all entities share. An agent with a wallet is provisioned, but not Ready: wallets are not served yet.
 */
@NullMarked
package io.offerflow.workflows.agent;

import org.jspecify.annotations.NullMarked;
