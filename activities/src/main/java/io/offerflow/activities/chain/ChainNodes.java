package io.offerflow.activities.chain;

import io.offerflow.workflows.chain.AccountActivities;
import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The endpoints of chains. One question is answered by one node whole, that with the highest head first, so that an answer is about one chain. */
final class ChainNodes {
    private static final Logger LOG = LoggerFactory.getLogger(ChainNodes.class);

    private final HttpClient http;
    private final ChainSettings settings;
    private final Map<URI, String> troubles = new ConcurrentHashMap<>();

    ChainNodes(HttpClient http, ChainSettings settings) {
        this.http = http;
        this.settings = settings;
    }

    @FunctionalInterface
    interface Question<T> {
        T ask(AccountNode node) throws RpcException, InterruptedException;
    }

    /** @throws ApplicationFailure of a type of {@link AccountActivities} where no node gives a usable answer */
    <T> T ask(BigInteger chainId, Question<T> question) {
        List<URI> endpoints = endpoints(chainId);
        try {
            for (Reached reached : reached(chainId, endpoints)) {
                try {
                    T answer = question.ask(reached.node());
                    well(reached.endpoint());
                    return answer;
                } catch (RpcException unusable) {
                    told(chainId, reached.endpoint(), unusable);
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw Activity.wrap(stopping);
        }
        throw failure(
                AccountActivities.CHAIN_UNAVAILABLE, "no RPC endpoint of chain " + chainId + " gives a usable answer");
    }

    /** Every endpoint, without a question. */
    List<JsonRpc> all(BigInteger chainId) {
        return endpoints(chainId).stream()
                .map(endpoint -> new JsonRpc(http, endpoint))
                .toList();
    }

    private List<URI> endpoints(BigInteger chainId) {
        return settings.access(chainId)
                .map(ChainSettings.Access::endpoints)
                .orElseThrow(
                        () -> failure(AccountActivities.WRONG_CHAIN, "no RPC endpoint is set for chain " + chainId));
    }

    private record Reached(URI endpoint, AccountNode node) {}

    private List<Reached> reached(BigInteger chainId, List<URI> endpoints) throws InterruptedException {
        List<Reached> reached = new ArrayList<>();
        boolean away = false;
        for (URI endpoint : endpoints) {
            JsonRpc rpc = new JsonRpc(http, endpoint);
            try {
                if (AccountNode.number(rpc.call("eth_chainId")).equals(chainId)) {
                    BigInteger head = AccountNode.number(rpc.call("eth_blockNumber"));
                    reached.add(new Reached(endpoint, new AccountNode(rpc, head)));
                } else {
                    told(chainId, endpoint, new RpcException("it serves another chain"));
                }
            } catch (RpcException unusable) {
                away = true;
                told(chainId, endpoint, unusable);
            }
        }
        if (reached.isEmpty() && !away) {
            throw failure(AccountActivities.WRONG_CHAIN, "the RPC endpoints serve another chain than " + chainId);
        }
        reached.sort(Comparator.comparing((Reached one) -> one.node().head()).reversed());
        return reached;
    }

    private static ApplicationFailure failure(String type, String message) {
        return ApplicationFailure.newBuilder()
                .setType(type)
                .setMessage(message)
                .setNonRetryable(type.equals(AccountActivities.WRONG_CHAIN))
                .setCategory(ApplicationErrorCategory.BENIGN)
                .build();
    }

    private void well(URI endpoint) {
        if (troubles.remove(endpoint) != null) {
            LOG.info("RPC endpoint {} answers again", endpoint.getHost());
        }
    }

    private void told(BigInteger chainId, URI endpoint, RpcException unusable) {
        String trouble = String.valueOf(unusable.getMessage());
        if (!trouble.equals(troubles.put(endpoint, trouble))) {
            LOG.warn("RPC endpoint {} of chain {}: {}", endpoint.getHost(), chainId, trouble);
        }
    }
}
