package io.offerflow.verifier.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Self-signed certificates in PEM, made by the JDK's keytool; openssl's older forms of keys are written from them. */
public final class TestCertificate {
    private final Path folder;

    /** @param folder where files go */
    public TestCertificate(Path folder) {
        this.folder = folder;
    }

    /** Files {@code tls.crt} and {@code tls.key} in a subfolder. @param algorithm as keytool calls it */
    public Path make(String name, String algorithm) {
        Path made = folder.resolve(name);
        try {
            Files.createDirectories(made);
            Path store = made.resolve("store.p12");
            keytool(
                    "-genkeypair",
                    "-alias",
                    "own",
                    "-keyalg",
                    algorithm,
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "san=ip:127.0.0.1",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    "password");
            Keys.export(store, made);
            return made;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        try {
            if (new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() != 0) {
                throw new IllegalStateException("keytool failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
