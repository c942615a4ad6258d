package io.offerflow.signer;

import io.offerflow.cluster.SettingException;
import io.offerflow.cluster.Settings;
import io.offerflow.signer.key.KeyLoadException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signer as a process: settings from the environment, stopped by SIGTERM. Exit code 1 means that it could not start, 2 that a setting is
 * unusable.
 */
public final class SignerMain {
    private static final int FAILED = 1;
    private static final int UNUSABLE_SETTINGS = 2;

    private SignerMain() {}

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        Logging.configure(environment);
        // Only now, for the first logger reads the configuration.
        Logger log = LoggerFactory.getLogger(SignerMain.class);
        try {
            Logging.check(Settings.of(environment));
            SignerApp app = SignerApp.start(SignerSettings.of(Settings.of(environment)), InstantSource.system());
            Runtime.getRuntime().addShutdownHook(new Thread(app::close, "stop"));
        } catch (SettingException unusable) {
            log.error("{}", unusable.getMessage());
            System.exit(UNUSABLE_SETTINGS);
        } catch (KeyLoadException | IOException failed) {
            log.error("the signer could not start: {}", failed.getMessage());
            System.exit(FAILED);
        } catch (RuntimeException failed) {
            log.error("the signer could not start", failed);
            System.exit(FAILED);
        }
    }
}
