package io.offerflow.verifier;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.offerflow.cluster.KubeClients;
import io.offerflow.cluster.SettingException;
import io.offerflow.cluster.Settings;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The verifier as a process: settings from the environment, stopped by SIGTERM. Exit code 1 means that it could not start, 2
 * that a setting is unusable. */
public final class VerifierMain {
    private static final Logger LOG = LoggerFactory.getLogger(VerifierMain.class);
    private static final int FAILED = 1;
    private static final int UNUSABLE_SETTINGS = 2;

    private VerifierMain() {}

    public static void main(String[] args) {
        try {
            Settings environment = Settings.of(System.getenv());
            VerifierSettings settings = VerifierSettings.of(environment);
            KubernetesClient client = KubeClients.create(environment);
            VerifierApp app = VerifierApp.start(settings, client, InstantSource.system());
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                app.close();
                                client.close();
                            },
                            "stop"));
        } catch (SettingException unusable) {
            LOG.error("{}", unusable.getMessage());
            System.exit(UNUSABLE_SETTINGS);
        } catch (RuntimeException failed) {
            LOG.error("the verifier could not start", failed);
            System.exit(FAILED);
        }
    }
}
