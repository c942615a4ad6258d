package io.offerflow.workflows;

/** Task queues, one per failure domain: a dead RPC endpoint cannot starve Kubernetes work. */
public final class TaskQueues {
    /** Workflows and cluster activities. */
    public static final String CONTROL = "offerflow-control";

    /** RPC endpoints. */
    public static final String CHAIN = "offerflow-chain";

    private TaskQueues() {}
}
