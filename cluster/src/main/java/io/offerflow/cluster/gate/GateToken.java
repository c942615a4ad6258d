package io.offerflow.cluster.gate;

import io.offerflow.cluster.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** With what the gate lets somebody change settlements: a file that is read at each use, so that it can be changed under way. */
@FunctionalInterface
public interface GateToken {
    /** The file; the verifier reads the same token from its own setting. */
    String SETTING = "OFFERFLOW_GATE_TOKEN_FILE";

    /** Empty where there is none, or where it cannot be read. */
    Optional<String> read();

    static GateToken from(Settings settings) {
        return settings.text(SETTING).map(Path::of).map(GateToken::of).orElse(Optional::empty);
    }

    static GateToken of(Path file) {
        return () -> {
            try {
                return Optional.of(Files.readString(file).strip()).filter(token -> !token.isEmpty());
            } catch (IOException unreadable) {
                return Optional.empty();
            }
        };
    }
}
