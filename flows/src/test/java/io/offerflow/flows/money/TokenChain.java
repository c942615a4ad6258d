package io.offerflow.flows.money;

import io.offerflow.dev.pay.TokenTransfer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** A token on a chain, and a facilitator that moves it. */
interface TokenChain extends AutoCloseable {
    String NETWORK = "eip155:84532";
    String USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";

    URI facilitator();

    /** Key of the buyer who has money enough. */
    String richKey();

    /** What moved for payments, in the order in which it moved. */
    List<TokenTransfer> transfers() throws IOException, InterruptedException;

    /** Lets time pass on the chain. */
    void forward(Duration time) throws IOException, InterruptedException;

    @Override
    void close();
}
