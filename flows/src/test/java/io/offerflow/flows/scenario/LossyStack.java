package io.offerflow.flows.scenario;

import io.offerflow.activities.chain.ChainSettings;
import io.offerflow.dev.fault.FaultProxy;
import io.offerflow.dev.fault.Upstream;
import io.offerflow.dev.pay.EmbeddedFacilitator;
import io.offerflow.dev.stack.DevOptions;
import io.offerflow.dev.stack.DevPorts;
import io.offerflow.dev.stack.DevStack;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** A stack whose verifier reaches the facilitator through a proxy; the worker asks the facilitator's chain without one. */
record LossyStack(EmbeddedFacilitator facilitator, FaultProxy proxy, DevStack stack) implements AutoCloseable {

    static LossyStack start(StackKind kind, Path state) {
        EmbeddedFacilitator facilitator = EmbeddedFacilitator.start(0, Clock.systemUTC());
        FaultProxy proxy = FaultProxy.start(0, Upstream.of(facilitator.address()), Clock.systemUTC());
        try {
            DevStack stack = Stacks.start(new DevOptions(
                    state,
                    DevPorts.free(),
                    kind.option(),
                    kind.option(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(proxy.address()),
                    Stacks.settings(Map.of(ChainSettings.RPC, facilitator.rpcSetting()))));
            return new LossyStack(facilitator, proxy, stack);
        } catch (RuntimeException failed) {
            proxy.close();
            facilitator.close();
            throw failed;
        }
    }

    @Override
    public void close() {
        stack.close();
        proxy.close();
        facilitator.close();
    }
}
