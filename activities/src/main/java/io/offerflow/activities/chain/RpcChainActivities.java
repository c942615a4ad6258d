package io.offerflow.activities.chain;

import io.offerflow.api.settlement.OpenSettlement;
import io.offerflow.workflows.settlement.ChainActivities;
import io.offerflow.workflows.settlement.ChainAnswer;
import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link ChainActivities} over JSON-RPC: the first endpoint that gives a usable answer counts. Safe for many threads. */
public final class RpcChainActivities implements ChainActivities, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RpcChainActivities.class);
    /** Permit2's nonces are decimal, and no log names them. */
    private static final Pattern EIP_3009_NONCE = Pattern.compile("0x[0-9a-f]{64}");

    private final ChainSettings settings;
    private final boolean searchAttributes;
    private final Map<URI, String> troubles = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    /** @param searchAttributes whether the Temporal namespace knows ours */
    public RpcChainActivities(ChainSettings settings, boolean searchAttributes) {
        this.settings = settings;
        this.searchAttributes = searchAttributes;
    }

    @Override
    public Asked askChain(OpenSettlement open) {
        return new Asked(answer(open), searchAttributes);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private ChainAnswer answer(OpenSettlement open) {
        ChainSettings.Access access = settings.chains().get(open.key().network());
        if (access == null) {
            return new ChainAnswer.NoEndpoint();
        }
        if (!EIP_3009_NONCE.matcher(open.key().nonce()).matches()) {
            return new ChainAnswer.Unproven("Permit2 leaves no log that names the payment");
        }
        for (URI endpoint : access.endpoints()) {
            try {
                ChainAnswer answer = new AuthorizationLookup(new Node(new JsonRpc(http, endpoint)), access).ask(open);
                if (troubles.remove(endpoint) != null) {
                    LOG.info("RPC endpoint {} answers again", endpoint.getHost());
                }
                return answer;
            } catch (RpcException unusable) {
                told(open, endpoint, String.valueOf(unusable.getMessage()));
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw Activity.wrap(stopping);
            }
        }
        throw ApplicationFailure.newBuilder()
                .setType(CHAIN_UNAVAILABLE)
                .setMessage("no RPC endpoint of " + open.key().network() + " gives a usable answer")
                .setCategory(ApplicationErrorCategory.BENIGN)
                .build();
    }

    private void told(OpenSettlement open, URI endpoint, String trouble) {
        if (!trouble.equals(troubles.put(endpoint, trouble))) {
            LOG.warn("RPC endpoint {} of {}: {}", endpoint.getHost(), open.key().network(), trouble);
        }
    }
}
