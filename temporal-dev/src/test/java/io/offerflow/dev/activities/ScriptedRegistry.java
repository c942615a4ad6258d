package io.offerflow.dev.activities;

import io.offerflow.activities.registry.Registries;
import io.offerflow.workflows.chain.ChainAccounts;
import io.offerflow.workflows.chain.EventLog;
import io.offerflow.workflows.chain.Intent;
import io.offerflow.workflows.chain.IntentReport;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** One registry and its accounts: every intent takes effect at once and for good, with id 0 for the first mint. */
final class ScriptedRegistry implements Registries, ChainAccounts {
    static final String SIGNER = "0x" + "a1".repeat(20);

    final Map<String, Intent> intents = new ConcurrentHashMap<>();
    volatile String uri = "";
    volatile Map<String, byte[]> metadata = Map.of();

    @Override
    public Optional<Registered> read(BigInteger chain, String registry, BigInteger agentId, List<String> keys) {
        return intents.isEmpty() ? Optional.empty() : Optional.of(new Registered(SIGNER, uri, SIGNER, metadata));
    }

    @Override
    public IntentReport submit(BigInteger chainId, String signer, Intent intent) {
        intents.putIfAbsent(intent.id(), intent);
        return report(intent);
    }

    private static IntentReport report(Intent intent) {
        List<EventLog> logs = intent.adoption() == null
                ? List.of()
                : List.of(new EventLog(intent.call().to(), List.of(EventLog.REGISTERED, "0x" + "0".repeat(64))));
        return new IntentReport(
                intent.id(),
                IntentReport.State.DONE,
                null,
                "done",
                null,
                "0x" + "7a".repeat(32),
                null,
                new IntentReport.Inclusion(BigInteger.TEN, "0xb10c", BigInteger.valueOf(64), logs),
                null,
                List.of());
    }

    @Override
    public Optional<IntentReport> ask(BigInteger chainId, String signer, String intentId) {
        return Optional.ofNullable(intents.get(intentId)).map(ScriptedRegistry::report);
    }

    @Override
    public Optional<IntentReport> cancel(BigInteger chainId, String signer, String intentId) {
        return ask(chainId, signer, intentId);
    }

    @Override
    public Optional<IntentReport> retry(BigInteger chainId, String signer, String intentId) {
        return ask(chainId, signer, intentId);
    }
}
