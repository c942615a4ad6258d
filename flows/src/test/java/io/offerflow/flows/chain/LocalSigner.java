package io.offerflow.flows.chain;

import io.offerflow.cluster.Settings;
import io.offerflow.signer.SignerApp;
import io.offerflow.signer.SignerSettings;
import io.offerflow.signer.key.KeyLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** Our own signer with one key, on a port that the system chooses. */
public final class LocalSigner {
    private LocalSigner() {}

    /**
     * @param folder for its files
     * @param key 64 hexadecimal digits
     * @param policy YAML
     */
    public static SignerApp start(Path folder, String key, String token, String policy)
            throws IOException, KeyLoadException {
        Map<String, String> settings = Map.of(
                SignerSettings.PORT,
                "0",
                SignerSettings.OPS_LISTEN,
                "127.0.0.1:0",
                SignerSettings.PRIVATE_KEY_FILE,
                Files.writeString(folder.resolve("key"), key).toString(),
                SignerSettings.TOKEN,
                token,
                SignerSettings.STATE_DIR,
                Files.createDirectories(folder.resolve("signer")).toString(),
                SignerSettings.POLICY_FILE,
                Files.writeString(folder.resolve("policy.yaml"), policy).toString());
        return SignerApp.start(SignerSettings.of(Settings.of(settings)), InstantSource.system());
    }
}
