package io.offerflow.workflows.chain;

/**
 * An answer to something seen.
 *
 * @param state to be durable before the step is taken
 */
record Decision(AccountState state, Step step) {}
