package io.offerflow.verifier;

import io.offerflow.cluster.SettingException;
import io.offerflow.cluster.Settings;
import io.offerflow.verifier.config.FacilitatorUrl;
import io.offerflow.verifier.ledger.LedgerSettings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a verifier runs.
 *
 * @param verify listener for proxies
 * @param admin listener for the controller, metrics and people
 * @param file static settings; it need not exist
 * @param poll how often the file is looked at
 * @param facilitator used where the file names none
 * @param verifyTimeout for one facilitator call, as is {@code settleTimeout}
 * @param stopGrace how long a stop waits for requests in flight
 * @param settleWait how long a buyer waits for the outcome; the call goes on behind it
 * @param ledger where payments are remembered; beyond its capacity payments are turned away
 * @param adminTokenFile holds the token for reporting outcomes; null turns reporting off
 */
public record VerifierSettings(
        InetSocketAddress verify,
        InetSocketAddress admin,
        Path file,
        Duration poll,
        URI facilitator,
        Duration verifyTimeout,
        Duration settleTimeout,
        Duration stopGrace,
        Duration settleWait,
        LedgerSettings ledger,
        @Nullable Path adminTokenFile) {
    public static final String VERIFY_LISTEN = "OFFERFLOW_VERIFIER_LISTEN";
    public static final String ADMIN_LISTEN = "OFFERFLOW_VERIFIER_ADMIN_LISTEN";
    public static final String CONFIG = "OFFERFLOW_VERIFIER_CONFIG";
    public static final String CONFIG_POLL = "OFFERFLOW_VERIFIER_CONFIG_POLL";
    public static final String FACILITATOR = "OFFERFLOW_FACILITATOR_URL";
    public static final String VERIFY_TIMEOUT = "OFFERFLOW_FACILITATOR_VERIFY_TIMEOUT";
    public static final String SETTLE_TIMEOUT = "OFFERFLOW_FACILITATOR_SETTLE_TIMEOUT";
    public static final String STOP_GRACE = "OFFERFLOW_VERIFIER_STOP_GRACE";
    public static final String SETTLE_WAIT = "OFFERFLOW_VERIFIER_SETTLE_WAIT";
    public static final String LEDGER = "OFFERFLOW_VERIFIER_LEDGER";
    public static final String LEDGER_USER = "OFFERFLOW_VERIFIER_LEDGER_USER";
    public static final String LEDGER_PASSWORD_FILE = "OFFERFLOW_VERIFIER_LEDGER_PASSWORD_FILE";
    public static final String ADMIN_TOKEN_FILE = "OFFERFLOW_VERIFIER_ADMIN_TOKEN_FILE";
    public static final String LEDGER_CAPACITY = "OFFERFLOW_VERIFIER_LEDGER_CAPACITY";

    private static final String DEFAULT_FACILITATOR = "https://x402.gcp.obol.tech";
    private static final int DEFAULT_LEDGER = 100_000;
    private static final int MAX_LEDGER = 10_000_000;

    /** @throws SettingException naming the setting that cannot be used */
    public static VerifierSettings of(Settings settings) {
        return new VerifierSettings(
                settings.address(VERIFY_LISTEN, "0.0.0.0:8080"),
                settings.address(ADMIN_LISTEN, "0.0.0.0:8082"),
                Path.of(settings.string(CONFIG, "/config/pricing.yaml")),
                atLeastOneMilli(settings, CONFIG_POLL, Duration.ofSeconds(1)),
                facilitator(settings.string(FACILITATOR, DEFAULT_FACILITATOR)),
                atLeastOneMilli(settings, VERIFY_TIMEOUT, Duration.ofSeconds(5)),
                atLeastOneMilli(settings, SETTLE_TIMEOUT, Duration.ofSeconds(60)),
                settings.duration(STOP_GRACE, Duration.ofSeconds(25)),
                atLeastOneMilli(settings, SETTLE_WAIT, Duration.ofSeconds(20)),
                ledger(settings),
                settings.text(ADMIN_TOKEN_FILE).map(Path::of).orElse(null));
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

    private static Duration atLeastOneMilli(Settings settings, String name, Duration fallback) {
        Duration duration = settings.duration(name, fallback);
        if (duration.isZero()) {
            throw new SettingException(name, "0", "a time above zero is needed");
        }
        return duration;
    }

    private static URI facilitator(String text) {
        try {
            return FacilitatorUrl.parse(text);
        } catch (IllegalArgumentException refused) {
            String shown = text.contains("@") ? "(not shown)" : text;
            throw new SettingException(FACILITATOR, shown, String.valueOf(refused.getMessage()));
        }
    }
}
