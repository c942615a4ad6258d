package io.offerflow.dev.fault;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The rules at work. Every rule that matches counts the occurrence; the first that strikes decides. */
final class Rules {
    private final List<ActiveRule> active = new CopyOnWriteArrayList<>();

    ActiveRule add(FaultRule rule) {
        var added = new ActiveRule(rule, active::remove);
        active.add(added);
        return added;
    }

    void clear() {
        active.clear();
    }

    Optional<Fault.OnCall> call(ProxiedCall call) {
        return strikes(Fault.OnCall.class, call, call.bodyText());
    }

    Optional<Fault.OnEvent> event(ProxiedCall watch, String line) {
        return strikes(Fault.OnEvent.class, watch, line);
    }

    private <F extends Fault> Optional<F> strikes(Class<F> kind, ProxiedCall call, String text) {
        Stream<ActiveRule> ofKind = active.stream().filter(rule -> kind.isInstance(rule.fault()));
        // A list first: every rule must count, not only those up to the first that strikes.
        return ofKind.filter(rule -> rule.counts(call, text)).toList().stream()
                .findFirst()
                .map(rule -> kind.cast(rule.strike()));
    }
}
