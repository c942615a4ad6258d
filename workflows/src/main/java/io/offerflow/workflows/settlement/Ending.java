package io.offerflow.workflows.settlement;

/**
 * How it ended, as the gate's ledger has it.
 *
 * @param state in the gate's spelling; {@code forgotten} when no replica knows the payment any more
 * @param transaction of a settled one
 */
public record Ending(String state, String transaction, String detail) {}
