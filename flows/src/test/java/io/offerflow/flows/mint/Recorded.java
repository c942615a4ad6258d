package io.offerflow.flows.mint;

import io.offerflow.workflows.chain.AccountActivities;
import io.offerflow.workflows.chain.Probe;
import io.offerflow.workflows.chain.Readiness;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The real activities; notes all bytes that ever leave, since whoever saw them may send them again at any time. */
final class Recorded implements AccountActivities {
    private final AccountActivities real;
    private final Set<String> left = ConcurrentHashMap.newKeySet();

    Recorded(AccountActivities real) {
        this.real = real;
    }

    Set<String> left() {
        return Set.copyOf(left);
    }

    @Override
    public Look look(Account account, List<Probe> probes) {
        return real.look(account, probes);
    }

    @Override
    public Readiness prepare(Preparation preparation) {
        return real.prepare(preparation);
    }

    @Override
    public SignAnswer sign(Order order) {
        return real.sign(order);
    }

    @Override
    public Sent send(Account account, String raw) {
        left.add(raw);
        return real.send(account, raw);
    }
}
