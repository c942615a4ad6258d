package io.offerflow.workflows;

/** Task queues, one per failure domain: a dead RPC endpoint cannot starve Kubernetes work. */
public final class TaskQueues {
    /** Workflows and cluster activities. */
    public static final String CONTROL = "offerflow-control";

    /** RPC endpoints. */
    public static final String CHAIN = "offerflow-chain";

    /** Cluster activities that make a wallet, which takes 256 MiB of heap and a second of a core: one at a time in a worker. */
    public static final String WALLETS = "offerflow-wallets";

    private TaskQueues() {}
}
