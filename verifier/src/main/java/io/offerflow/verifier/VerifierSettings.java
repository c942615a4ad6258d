package io.offerflow.verifier;

import io.offerflow.cluster.SettingException;
import io.offerflow.cluster.Settings;
import io.offerflow.cluster.upstream.UpstreamPolicy;
import io.offerflow.verifier.config.FacilitatorUrl;
import io.offerflow.verifier.facilitator.FacilitatorClient;
import io.offerflow.verifier.http.AccessLog;
import io.offerflow.verifier.http.GateServer;
import io.offerflow.verifier.ledger.LedgerSettings;
import io.offerflow.verifier.pay.PayerCheck;
import io.offerflow.verifier.proxy.ProxiedSale;
import io.offerflow.verifier.route.AgentModel;
import io.offerflow.verifier.route.OfferSnapshots;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a verifier runs.
 *
 * @param verify listener for proxies
 * @param proxy public listener, which serves offers itself
 * @param admin listener for the controller, metrics and people
 * @param file static settings; it need not exist
 * @param poll how often the file is looked at
 * @param facilitators used where the file names none; at least one, the best first
 * @param calls bounds of calls to them
 * @param payers how payments are treated whose payer the gate cannot prove itself
 * @param stop how long a stop waits for requests that still come, and for those in flight
 * @param snapshots where and how offers are kept for a start without the API server; empty for not at all
 * @param settleWait how long a buyer waits for the outcome; the call goes on behind it
 * @param ledger where payments are remembered; beyond its capacity payments are turned away
 * @param adminTokenFile holds the token for reporting outcomes; null turns reporting off
 * @param sessionKeyFile holds the key that signs sessions, at least 32 bytes; null makes one that lasts as long as the process
 * @param signInHosts hosts, in lower case and with a port where they have one, at which wallets sign in; local ones always may
 * @param proxied bounds of what the public listener passes on
 * @param tls for which listeners; empty for plain HTTP on all
 * @param accessLog what is written of each decision
 * @param agentModel whether challenges tell buyers which model an agent uses
 */
public record VerifierSettings(
        InetSocketAddress verify,
        InetSocketAddress proxy,
        InetSocketAddress admin,
        Path file,
        Duration poll,
        List<URI> facilitators,
        FacilitatorClient.Limits calls,
        PayerCheck.Policy payers,
        GateServer.Stop stop,
        Optional<OfferSnapshots.Settings> snapshots,
        Duration settleWait,
        LedgerSettings ledger,
        @Nullable Path adminTokenFile,
        @Nullable Path sessionKeyFile,
        Set<String> signInHosts,
        ProxySettings proxied,
        Optional<TlsSettings> tls,
        AccessLog.Mode accessLog,
        AgentModel agentModel) {
    public static final String VERIFY_LISTEN = "OFFERFLOW_VERIFIER_LISTEN";
    public static final String PROXY_LISTEN = "OFFERFLOW_VERIFIER_PROXY_LISTEN";
    public static final String PROXY_TIMEOUT = "OFFERFLOW_VERIFIER_PROXY_TIMEOUT";
    public static final String PROXY_IDLE_TIMEOUT = "OFFERFLOW_VERIFIER_PROXY_IDLE_TIMEOUT";
    public static final String PROXY_HOLD_BYTES = "OFFERFLOW_VERIFIER_PROXY_HOLD_BYTES";
    public static final String PROXY_MAX_BODY = "OFFERFLOW_VERIFIER_PROXY_MAX_BODY";
    public static final String PROXY_MEMORY = "OFFERFLOW_VERIFIER_PROXY_MEMORY";
    public static final String ADMIN_LISTEN = "OFFERFLOW_VERIFIER_ADMIN_LISTEN";
    public static final String CONFIG = "OFFERFLOW_VERIFIER_CONFIG";
    public static final String CONFIG_POLL = "OFFERFLOW_VERIFIER_CONFIG_POLL";
    public static final String FACILITATOR = "OFFERFLOW_FACILITATOR_URL";
    public static final String VERIFY_TIMEOUT = "OFFERFLOW_FACILITATOR_VERIFY_TIMEOUT";
    public static final String SETTLE_TIMEOUT = "OFFERFLOW_FACILITATOR_SETTLE_TIMEOUT";
    public static final String FACILITATOR_CONCURRENCY = "OFFERFLOW_FACILITATOR_CONCURRENCY";
    public static final String EOA_ONLY = "OFFERFLOW_EOA_ONLY";
    public static final String UNPROVEN_CONCURRENCY = "OFFERFLOW_UNPROVEN_PAYER_CONCURRENCY";
    public static final String STOP_DELAY = "OFFERFLOW_VERIFIER_STOP_DELAY";
    public static final String STOP_GRACE = "OFFERFLOW_VERIFIER_STOP_GRACE";
    public static final String SETTLE_WAIT = "OFFERFLOW_VERIFIER_SETTLE_WAIT";
    public static final String LEDGER = "OFFERFLOW_VERIFIER_LEDGER";
    public static final String LEDGER_USER = "OFFERFLOW_VERIFIER_LEDGER_USER";
    public static final String LEDGER_PASSWORD_FILE = "OFFERFLOW_VERIFIER_LEDGER_PASSWORD_FILE";
    public static final String ADMIN_TOKEN_FILE = "OFFERFLOW_VERIFIER_ADMIN_TOKEN_FILE";
    public static final String SESSION_KEY_FILE = "OFFERFLOW_VERIFIER_SESSION_KEY_FILE";
    public static final String SIGN_IN_HOSTS = "OFFERFLOW_VERIFIER_SIGN_IN_HOSTS";
    public static final String TLS_CERTIFICATE = "OFFERFLOW_VERIFIER_TLS_CERTIFICATE";
    public static final String TLS_KEY = "OFFERFLOW_VERIFIER_TLS_KEY";
    public static final String TLS_LISTENERS = "OFFERFLOW_VERIFIER_TLS_LISTENERS";
    public static final String ACCESS_LOG = "OFFERFLOW_VERIFIER_ACCESS_LOG";
    public static final String SHOW_AGENT_MODEL = "OFFERFLOW_VERIFIER_SHOW_AGENT_MODEL";
    public static final String SNAPSHOT = "OFFERFLOW_VERIFIER_SNAPSHOT";
    public static final String SNAPSHOT_MAX_AGE = "OFFERFLOW_VERIFIER_SNAPSHOT_MAX_AGE";
    public static final String SNAPSHOT_PATIENCE = "OFFERFLOW_VERIFIER_SNAPSHOT_PATIENCE";
    public static final String SNAPSHOT_INTERVAL = "OFFERFLOW_VERIFIER_SNAPSHOT_INTERVAL";
    public static final String LEDGER_CAPACITY = "OFFERFLOW_VERIFIER_LEDGER_CAPACITY";

    private static final String DEFAULT_FACILITATOR = "https://x402.gcp.obol.tech";
    private static final int DEFAULT_HOLD = 8 << 20;
    private static final int DEFAULT_BODY = 16 << 20;
    private static final int MAX_BYTES = 1 << 30;
    private static final int DEFAULT_CALLS = 512;
    private static final int DEFAULT_UNPROVEN = 16;
    private static final int MAX_CALLS = 100_000;
    private static final int DEFAULT_LEDGER = 100_000;
    private static final int MAX_LEDGER = 10_000_000;

    /** @throws SettingException naming the setting that cannot be used */
    public static VerifierSettings of(Settings settings) {
        return new VerifierSettings(
                settings.address(VERIFY_LISTEN, "0.0.0.0:8080"),
                settings.address(PROXY_LISTEN, "0.0.0.0:8081"),
                settings.address(ADMIN_LISTEN, "0.0.0.0:8082"),
                Path.of(settings.string(CONFIG, "/config/pricing.yaml")),
                atLeastOneMilli(settings, CONFIG_POLL, Duration.ofSeconds(1)),
                facilitators(settings.string(FACILITATOR, DEFAULT_FACILITATOR)),
                new FacilitatorClient.Limits(
                        atLeastOneMilli(settings, VERIFY_TIMEOUT, Duration.ofSeconds(5)),
                        atLeastOneMilli(settings, SETTLE_TIMEOUT, Duration.ofSeconds(60)),
                        settings.integer(FACILITATOR_CONCURRENCY, DEFAULT_CALLS, 1, MAX_CALLS)),
                new PayerCheck.Policy(
                        settings.bool(EOA_ONLY, false),
                        settings.integer(UNPROVEN_CONCURRENCY, DEFAULT_UNPROVEN, 1, MAX_CALLS)),
                new GateServer.Stop(
                        settings.duration(STOP_DELAY, Duration.ofSeconds(5)),
                        settings.duration(STOP_GRACE, Duration.ofSeconds(20))),
                snapshots(settings),
                atLeastOneMilli(settings, SETTLE_WAIT, Duration.ofSeconds(20)),
                ledger(settings),
                settings.text(ADMIN_TOKEN_FILE).map(Path::of).orElse(null),
                settings.text(SESSION_KEY_FILE).map(Path::of).orElse(null),
                Stream.of(settings.string(SIGN_IN_HOSTS, "")
                                .toLowerCase(Locale.ROOT)
                                .split(","))
                        .map(String::strip)
                        .filter(host -> !host.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()),
                new ProxySettings(
                        new ProxiedSale.Limits(
                                settings.integer(PROXY_HOLD_BYTES, DEFAULT_HOLD, 0, MAX_BYTES),
                                atLeastOneMilli(settings, PROXY_TIMEOUT, Duration.ofMinutes(5)),
                                atLeastOneMilli(settings, PROXY_IDLE_TIMEOUT, Duration.ofMinutes(2))),
                        settings.integer(PROXY_MAX_BODY, DEFAULT_BODY, 0, MAX_BYTES),
                        settings.integer(PROXY_MEMORY, eighthOfHeap(), 1, MAX_BYTES),
                        UpstreamPolicy.from(settings)),
                TlsSettings.of(settings),
                accessLog(settings),
                settings.bool(SHOW_AGENT_MODEL, true) ? AgentModel.SHOWN : AgentModel.HIDDEN);
    }

    private static AccessLog.Mode accessLog(Settings settings) {
        String text = settings.string(ACCESS_LOG, "denied");
        return switch (text) {
            case "off" -> AccessLog.Mode.OFF;
            case "denied" -> AccessLog.Mode.DENIED;
            case "all" -> AccessLog.Mode.ALL;
            default -> throw new SettingException(ACCESS_LOG, text, "off, denied or all is needed");
        };
    }

    /**
     * @param maxBody bytes of a request's body
     * @param memory bytes of all requests and held answers together
     */
    public record ProxySettings(ProxiedSale.Limits limits, int maxBody, int memory, UpstreamPolicy upstreams) {}

    /** While a body is put together it is there twice, and a conversation is read as a tree: an eighth leaves the heap to them. */
    private static int eighthOfHeap() {
        return Math.clamp(Runtime.getRuntime().maxMemory() / 8, DEFAULT_BODY + DEFAULT_HOLD, MAX_BYTES);
    }

    private static LedgerSettings ledger(Settings settings) {
        String url = settings.string(LEDGER, "jdbc:sqlite:/data/ledger.db");
        boolean secret = url.contains("password=");
        if (secret || !(url.startsWith("jdbc:sqlite:") || url.startsWith("jdbc:postgresql:"))) {
            throw new SettingException(
                    LEDGER,
                    secret ? "(not shown)" : url,
                    "jdbc:sqlite:<file> or jdbc:postgresql://<host>/<database> is needed, the password in a file of its own");
        }
        return new LedgerSettings(
                url,
                settings.string(LEDGER_USER, ""),
                settings.text(LEDGER_PASSWORD_FILE).map(Path::of).orElse(null),
                settings.integer(LEDGER_CAPACITY, DEFAULT_LEDGER, 1, MAX_LEDGER));
    }

    private static Optional<OfferSnapshots.Settings> snapshots(Settings settings) {
        String file = settings.string(SNAPSHOT, "");
        OfferSnapshots.Settings snapshots = new OfferSnapshots.Settings(
                Path.of(file),
                atLeastOneMilli(settings, SNAPSHOT_MAX_AGE, Duration.ofHours(24)),
                settings.duration(SNAPSHOT_PATIENCE, Duration.ofSeconds(5)),
                atLeastOneMilli(settings, SNAPSHOT_INTERVAL, Duration.ofSeconds(10)));
        return file.isEmpty() ? Optional.empty() : Optional.of(snapshots);
    }

    private static Duration atLeastOneMilli(Settings settings, String name, Duration fallback) {
        Duration duration = settings.duration(name, fallback);
        if (duration.isZero()) {
            throw new SettingException(name, "0", "a time above zero is needed");
        }
        return duration;
    }

    private static List<URI> facilitators(String text) {
        try {
            return FacilitatorUrl.parseAll(text);
        } catch (IllegalArgumentException refused) {
            String shown = text.contains("@") ? "(not shown)" : text;
            throw new SettingException(FACILITATOR, shown, String.valueOf(refused.getMessage()));
        }
    }
}
