package io.offerflow.flows.registration;

import io.offerflow.dev.fault.Fault;
import io.offerflow.dev.fault.FaultProxy;
import io.offerflow.dev.fault.FaultRule;
import io.offerflow.dev.fault.Upstream;
import io.offerflow.flows.chain.Anvil;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** A chain with the registry, and the only way that the product has to it. */
record Net(String chain, Anvil anvil, FaultProxy proxy) {

    static Net start(Path folder, long chainId) throws Exception {
        String chain = "eip155:" + chainId;
        Anvil anvil = Anvil.start(Files.createDirectories(folder.resolve("chain-" + chainId)), chainId);
        return new Net(chain, anvil, FaultProxy.start(0, Upstream.of(anvil.rpc()), InstantSource.system()));
    }

    Registry registry() {
        return new Registry(anvil);
    }

    /** As documents name it. */
    String registryName() {
        return chain + ":" + anvil.registry;
    }

    void dies() {
        proxy.add(FaultRule.on("*", "**", new Fault.Drop()));
    }

    void returns() {
        proxy.clearRules();
    }

    void stop() throws InterruptedException {
        proxy.close();
        anvil.stop();
    }
}
