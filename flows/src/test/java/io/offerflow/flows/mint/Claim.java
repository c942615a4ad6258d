package io.offerflow.flows.mint;

import io.offerflow.workflows.chain.IntentReport;
import java.math.BigInteger;
import java.util.Optional;

/** Who wants the registration, and hears what becomes of it. */
interface Claim extends AutoCloseable {
    /** The first time. */
    void begin();

    /** @param edited with other content, as after an edit */
    void again(boolean edited);

    /** What happens around it all the time. */
    void tend();

    /** @throws java.util.NoSuchElementException when no account knows of it at the moment */
    IntentReport report();

    /** Whether who wants it is content, besides what the account says. */
    boolean content();

    /**
     * What it was told and is not true.
     *
     * @param minted the one id that there is
     */
    Optional<String> complaint(BigInteger minted);

    /** What goes wrong with this kind of claim only. */
    void suffer(Mishap mishap);

    @Override
    void close();
}
