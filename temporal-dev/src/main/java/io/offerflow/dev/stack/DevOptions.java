package io.offerflow.dev.stack;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a local run should be made of.
 *
 * @param state folder for {@code dev.json}, kubeconfig, logs and databases
 * @param ports where everything listens
 * @param kubeconfig a cluster of the user's; empty for one of ours
 * @param context its context; without it the user's cluster is never touched
 * @param temporalAddress a Temporal server of the user's
 * @param facilitator one of the user's, instead of the embedded one
 * @param settings of the three processes, by variable; they go before what the stack itself would set
 * @param agents what runs agents where no kubelet does
 */
public record DevOptions(
        Path state,
        DevPorts ports,
        Kind kube,
        Kind temporal,
        Optional<Path> kubeconfig,
        Optional<String> context,
        Optional<String> temporalAddress,
        Optional<URI> facilitator,
        Map<String, String> settings,
        Kind agents) {

    public DevOptions {
        settings = Map.copyOf(settings);
    }

    /** With the stand-in for agents. */
    public DevOptions(
            Path state,
            DevPorts ports,
            Kind kube,
            Kind temporal,
            Optional<Path> kubeconfig,
            Optional<String> context,
            Optional<String> temporalAddress,
            Optional<URI> facilitator,
            Map<String, String> settings) {
        this(state, ports, kube, temporal, kubeconfig, context, temporalAddress, facilitator, settings, Kind.EMBEDDED);
    }

    /** Without settings of one's own. */
    public DevOptions(
            Path state,
            DevPorts ports,
            Kind kube,
            Kind temporal,
            Optional<Path> kubeconfig,
            Optional<String> context,
            Optional<String> temporalAddress,
            Optional<URI> facilitator) {
        this(state, ports, kube, temporal, kubeconfig, context, temporalAddress, facilitator, Map.of());
    }

    /** The same with agents run by these. */
    public DevOptions agents(Kind runner) {
        return new DevOptions(
                state, ports, kube, temporal, kubeconfig, context, temporalAddress, facilitator, settings, runner);
    }

    public enum Kind {
        /** The real server where its program is on the machine, else embedded. */
        AUTO,
        REAL,
        EMBEDDED
    }
}
