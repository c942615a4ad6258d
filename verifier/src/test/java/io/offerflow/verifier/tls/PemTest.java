package io.offerflow.verifier.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    @TempDir
    private Path folder;

    private static Identity read(Path certificate, Path key) throws IOException {
        return Pem.read(Files.readAllBytes(certificate), Files.readAllBytes(key));
    }

    @ParameterizedTest
    @CsvSource({"RSA,RSA", "EC,EC", "Ed25519,EdDSA"})
    void theThreeKindsOfKeysAreRead(String made, String algorithm) throws IOException {
        Path own = new TestCertificate(folder).make("own", made);
        assertThat(read(own.resolve("tls.crt"), own.resolve("tls.key")).algorithm())
                .isEqualTo(algorithm);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void theOlderFormsOfKeysAreRead(String kind) throws IOException {
        Path own = new TestCertificate(folder).make("own", kind);
        Path older = folder.resolve("older.key");
        String parameters = "-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n";
        // openssl ecparam writes the name of the curve before the key.
        Files.writeString(older, parameters + Keys.traditional(Files.readString(own.resolve("tls.key")), kind));
        assertThat(read(own.resolve("tls.crt"), older).algorithm()).isEqualTo(kind);
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        TestCertificate certificates = new TestCertificate(folder);
        Path own = certificates.make("own", "EC");
        Path other = certificates.make("other", "EC");
        assertThatThrownBy(() -> read(own.resolve("tls.crt"), other.resolve("tls.key")))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining("does not belong");
    }

    @Test
    void whatIsNoPemIsNamedWithoutShowingIt() throws IOException {
        Path own = new TestCertificate(folder).make("own", "EC");
        byte[] certificate = Files.readAllBytes(own.resolve("tls.crt"));
        byte[] key = Files.readAllBytes(own.resolve("tls.key"));
        assertThatThrownBy(() -> Pem.read(bytes("rubbish"), key)).hasMessageContaining("certificate file");
        assertThatThrownBy(() -> Pem.read(bytes(""), key)).hasMessageContaining("no certificate");
        assertThatThrownBy(() -> Pem.read(certificate, bytes("secret rubbish")))
                .hasMessageContaining("key file")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> Pem.read(
                        certificate,
                        bytes("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")))
                .hasMessageContaining("passphrase");
        assertThatThrownBy(() ->
                        Pem.read(certificate, bytes("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")))
                .hasMessageContaining("cannot be read");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
