package io.offerflow.signer;

import io.offerflow.cluster.SettingException;
import io.offerflow.cluster.Settings;
import io.offerflow.signer.http.SignerServer;
import io.offerflow.signer.json.InvalidRequestException;
import io.offerflow.signer.key.KeySource;
import io.offerflow.signer.key.Secret;
import io.offerflow.signer.policy.Policy;
import io.offerflow.signer.policy.PolicyFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a signer runs. Names with {@code SIGNER__} are those of the remote signer that this one can take the place of.
 *
 * @param ops health and metrics
 * @param state where totals of the day are kept; empty when the policy lets nothing be spent
 * @param audit where the audit log is kept; empty for the process's log
 */
public record SignerSettings(
        SignerServer.Door door,
        InetSocketAddress ops,
        KeySource keys,
        Policy policy,
        Optional<Path> state,
        Optional<Path> audit) {
    public static final String HOST = "SIGNER__SERVER__HOST";
    public static final String PORT = "SIGNER__SERVER__PORT";
    public static final String KEYSTORE_DIR = "SIGNER__KEYSTORE__DIR";
    public static final String KEYSTORE_PASSWORD = "SIGNER__KEYSTORE__PASSWORD";
    public static final String KEYSTORE_PASSWORD_FILE = KEYSTORE_PASSWORD + Secret.FILE;
    public static final String TOKEN = "SIGNER__AUTH__TOKEN";
    public static final String TOKEN_FILE = TOKEN + Secret.FILE;
    public static final String LOG_LEVEL = "SIGNER__LOGGING__LEVEL";
    public static final String LOG_FORMAT = "SIGNER__LOGGING__FORMAT";
    public static final String PRIVATE_KEY_FILE = "OFFERFLOW_SIGNER_PRIVATE_KEY_FILE";
    public static final String POLICY_FILE = "OFFERFLOW_SIGNER_POLICY_FILE";
    public static final String STATE_DIR = "OFFERFLOW_SIGNER_STATE_DIR";
    public static final String AUDIT_DIR = "OFFERFLOW_SIGNER_AUDIT_DIR";
    public static final String OPS_LISTEN = "OFFERFLOW_SIGNER_OPS_LISTEN";
    public static final String MAX_BODY = "OFFERFLOW_SIGNER_MAX_BODY";
    public static final String OPEN_ON_LOOPBACK = "OFFERFLOW_SIGNER_OPEN_ON_LOOPBACK";

    private static final int MAX_PORT = 65_535;
    private static final int DEFAULT_PORT = 9_000;
    private static final int DEFAULT_BODY = 131_072;
    private static final int LEAST_BODY = 1_024;
    private static final int MOST_BODY = 4 << 20;
    /** Below that a token can be tried out. */
    private static final int LEAST_TOKEN = 16;

    /** @throws SettingException naming the setting that cannot be used; secrets are not repeated */
    public static SignerSettings of(Settings settings) {
        Policy policy = policy(settings);
        Optional<Path> state = directory(settings, STATE_DIR);
        if (policy.spends() && state.isEmpty()) {
            throw new SettingException(
                    STATE_DIR,
                    "",
                    "a directory is needed, since the policy has limits whose totals must survive a restart");
        }
        Optional<Path> audit = directory(settings, AUDIT_DIR);
        return new SignerSettings(
                door(settings),
                settings.address(OPS_LISTEN, "0.0.0.0:9001"),
                keys(settings),
                policy,
                policy.spends() ? state : Optional.empty(),
                audit.isPresent() ? audit : state);
    }

    private static SignerServer.Door door(Settings settings) {
        String host = settings.string(HOST, "127.0.0.1");
        InetSocketAddress address = new InetSocketAddress(host, settings.integer(PORT, DEFAULT_PORT, 0, MAX_PORT));
        if (address.isUnresolved()) {
            throw new SettingException(HOST, host, "an address of this machine is needed");
        }
        Optional<Secret> token = Secret.of(settings, TOKEN);
        boolean loopback = address.getAddress().isLoopbackAddress();
        if (token.isPresent()) {
            checkToken(token.get());
        } else if (!settings.bool(OPEN_ON_LOOPBACK, false)) {
            throw new SettingException(
                    TOKEN,
                    "",
                    "a token is needed; on a loopback address " + OPEN_ON_LOOPBACK + "=true does without one");
        } else if (!loopback) {
            throw new SettingException(
                    OPEN_ON_LOOPBACK, "true", HOST + " is " + host + ", which others can reach, so a token is needed");
        }
        return new SignerServer.Door(address, token, settings.integer(MAX_BODY, DEFAULT_BODY, LEAST_BODY, MOST_BODY));
    }

    private static void checkToken(Secret token) {
        try {
            char[] characters = token.read();
            int length = characters.length;
            Arrays.fill(characters, '\0');
            if (length < LEAST_TOKEN) {
                throw new SettingException(TOKEN, "(not shown)", "at least " + LEAST_TOKEN + " characters are needed");
            }
        } catch (IOException unreadable) {
            throw new SettingException(TOKEN_FILE, "(not shown)", "it cannot be read: " + unreadable.getMessage());
        }
    }

    private static KeySource keys(Settings settings) {
        Optional<Path> directory = directory(settings, KEYSTORE_DIR);
        Optional<Secret.InFile> hex =
                settings.text(PRIVATE_KEY_FILE).map(Path::of).map(Secret.InFile::new);
        if (directory.isEmpty() && hex.isEmpty()) {
            throw new SettingException(KEYSTORE_DIR, "", "a directory of keystores is needed, or " + PRIVATE_KEY_FILE);
        }
        return new KeySource(directory, Secret.of(settings, KEYSTORE_PASSWORD), hex);
    }

    private static Policy policy(Settings settings) {
        Optional<String> file = settings.text(POLICY_FILE);
        if (file.isEmpty()) {
            return Policy.CLOSED;
        }
        try {
            return PolicyFile.parse(Files.readString(Path.of(file.get())));
        } catch (InvalidRequestException unusable) {
            throw new SettingException(POLICY_FILE, file.get(), unusable.getMessage());
        } catch (IOException unreadable) {
            throw new SettingException(POLICY_FILE, file.get(), "the file cannot be read");
        }
    }

    private static Optional<Path> directory(Settings settings, String name) {
        Optional<Path> path = settings.text(name).map(Path::of);
        if (path.isPresent() && !Files.isDirectory(path.get())) {
            throw new SettingException(name, path.get().toString(), "a directory that exists is needed");
        }
        return path;
    }
}
