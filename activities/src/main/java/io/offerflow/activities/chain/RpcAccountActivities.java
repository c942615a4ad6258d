package io.offerflow.activities.chain;

import io.offerflow.activities.registry.Registries;
import io.offerflow.workflows.chain.AccountActivities;
import io.offerflow.workflows.chain.AccountRules;
import io.offerflow.workflows.chain.Probe;
import io.offerflow.workflows.chain.Readiness;
import io.offerflow.workflows.chain.SendAnswer;
import io.temporal.activity.Activity;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@link AccountActivities} over JSON-RPC and a remote signer, and {@link Registries} over the same endpoints. Safe for many threads. */
public final class RpcAccountActivities implements AccountActivities, Registries, AutoCloseable {
    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final ChainNodes nodes;
    private final RemoteSigner signer;
    private final AccountSettings accounts;
    private final Shared shared;
    private final InstantSource clock;

    /** What accounts share with all other workflows; of {@link AccountRules}. */
    public record Shared(int historyLimit, boolean searchAttributes) {}

    public RpcAccountActivities(ChainSettings chains, AccountSettings accounts, Shared shared, InstantSource clock) {
        this.nodes = new ChainNodes(http, chains);
        this.signer = new RemoteSigner(http, accounts);
        this.accounts = accounts;
        this.shared = shared;
        this.clock = clock;
    }

    @Override
    public Look look(Account account, List<Probe> probes) {
        AccountRules rules =
                new AccountRules(accounts.maxFee(account.chainId()), shared.historyLimit(), shared.searchAttributes());
        return nodes.ask(
                account.chainId(), node -> new Look(new AccountLook(node, account.address()).look(probes), rules));
    }

    @Override
    public Readiness prepare(Preparation preparation) {
        BigInteger chain = preparation.account().chainId();
        return nodes.ask(
                chain, node -> new IntentPreparation(node, preparation, clock).prepare(accounts.startBlock(chain)));
    }

    @Override
    public SignAnswer sign(Order order) {
        return signer.sign(order);
    }

    @Override
    public Sent send(Account account, String raw) {
        Sent best = new Sent(SendAnswer.WRONG_CHAIN, "no endpoint serves chain " + account.chainId());
        try {
            for (JsonRpc rpc : nodes.all(account.chainId())) {
                best = SendAnswers.better(send(account, rpc, raw), best);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw Activity.wrap(stopping);
        }
        return best;
    }

    /** The bytes hold the chain's id, but a node of another chain may take them for its own pool all the same. */
    private static Sent send(Account account, JsonRpc rpc, String raw) throws InterruptedException {
        try {
            if (!AccountNode.number(rpc.call("eth_chainId")).equals(account.chainId())) {
                return new Sent(SendAnswer.WRONG_CHAIN, rpc.host() + " serves another chain");
            }
            rpc.call("eth_sendRawTransaction", raw);
            return new Sent(SendAnswer.ACCEPTED, "");
        } catch (RpcError answered) {
            return SendAnswers.classify(answered);
        } catch (RpcException lost) {
            return new Sent(SendAnswer.UNKNOWN, "");
        }
    }

    @Override
    public Optional<Registered> read(
            BigInteger chainId, String registry, BigInteger agentId, List<String> metadataKeys) {
        return nodes.ask(chainId, node -> {
            RegistryNode contract = new RegistryNode(node, registry);
            Optional<String> owner = contract.owner(agentId);
            if (owner.isEmpty()) {
                return Optional.empty();
            }
            Map<String, byte[]> metadata = new LinkedHashMap<>();
            for (String key : metadataKeys) {
                metadata.put(key, contract.metadata(agentId, key));
            }
            return Optional.of(new Registered(owner.get(), contract.uri(agentId), contract.wallet(agentId), metadata));
        });
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
