package io.offerflow.flows.money;

import io.offerflow.dev.pay.Buyer;
import io.offerflow.dev.pay.EmbeddedFacilitator;
import io.offerflow.dev.pay.TokenTransfer;
import java.math.BigInteger;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/** The embedded facilitator with its token in memory: fast enough for very many payments. */
final class MemoryChain implements TokenChain {
    /** Anvil's second account, which everybody knows. */
    private static final String KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

    private static final BigInteger PLENTY = BigInteger.TEN.pow(15);

    private final EmbeddedFacilitator facilitator;
    private final MovableClock clock;

    /** @param answersRepeats an order that was carried out is answered with the same success when it comes again */
    MemoryChain(MovableClock clock, boolean answersRepeats) {
        this.clock = clock;
        this.facilitator = EmbeddedFacilitator.start(0, clock);
        facilitator.answerRepeats(answersRepeats);
        String rich = Buyer.withKey(KEY, new SecureRandom(), clock).address();
        facilitator.mint(NETWORK, USDC, rich, PLENTY);
    }

    @Override
    public URI facilitator() {
        return facilitator.address();
    }

    @Override
    public String richKey() {
        return KEY;
    }

    @Override
    public List<TokenTransfer> transfers() {
        return facilitator.transfers();
    }

    @Override
    public void forward(Duration time) {
        clock.forward(time);
    }

    @Override
    public void close() {
        facilitator.close();
    }
}
