package io.offerflow.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process as it is run, with all it says, writes and keeps in memory searched for what it must not tell. */
class SecretsStayInsideTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Pattern LISTENS =
            Pattern.compile("keys at [^:]*/127.0.0.1:(\\d+), health and metrics at [^:]*/127.0.0.1:(\\d+)");
    private static final Path JAVA_BIN = Path.of(System.getProperty("java.home"), "bin");
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    @TempDir
    Path home;

    private final StringBuilder heard = new StringBuilder();
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void nothing_that_the_process_says_writes_or_keeps_as_a_text_has_a_secret_in_it() throws Exception {
        Process signer = start();
        try {
            await().atMost(START).until(() -> LISTENS.matcher(log()).find() || !signer.isAlive());
            Matcher ports = LISTENS.matcher(log());
            assertThat(ports.find()).as(log()).isTrue();
            talk("http://127.0.0.1:" + ports.group(1));
            heard.append(ask(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.group(2) + "/metrics"))));
            heard.append(jcmd(signer, "Thread.print"));
            Path heap = home.resolve("heap.hprof");
            jcmd(signer, "GC.heap_dump", heap.toString());
            searchHeap(Files.readAllBytes(heap));
        } finally {
            signer.destroy();
            assertThat(signer.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        searchFiles();
    }

    /** Everything that can go right or wrong. */
    private void talk(String at) throws Exception {
        String sign = at + "/api/v1/sign/" + RunningSigner.ADDRESS + "/";
        for (String body : List.of("{\"message\":\"a\"}", "{}", "no json", "{\"message\":\"0xzz\"}")) {
            heard.append(ask(posting(sign + "message", body, RunningSigner.TOKEN)));
            heard.append(ask(posting(sign + "message", body, "token-that-is-wrong")));
        }
        heard.append(ask(posting(sign + "typed-data", Requests.authorization("1", 1), RunningSigner.TOKEN)));
        heard.append(ask(posting(sign + "hash", "{\"hash\":\"0x" + "ab".repeat(32) + "\"}", RunningSigner.TOKEN)));
        heard.append(ask(posting(at + "/api/v1/keystores/reload", "", RunningSigner.TOKEN)));
        Files.writeString(home.resolve("keys/broken"), "{\"version\":3,\"secret\":\"" + RunningSigner.SECRET + "\"}");
        heard.append(ask(posting(at + "/api/v1/keystores/reload", "", RunningSigner.TOKEN)));
        Files.delete(home.resolve("keys/broken"));
        assertThat(heard)
                .contains("\"signature\":\"0x", "HASH_NOT_ALLOWED", "UNAUTHORIZED", "RELOAD_FAILED", "keys_loaded");
    }

    /** The key itself is in memory, as bytes; its digits are not, nor is the password once the keys are open. */
    private static void searchHeap(byte[] heap) {
        String latin = new String(heap, StandardCharsets.ISO_8859_1);
        assertThat(latin.contains("SIGNING")).as("the heap is there").isTrue();
        for (String secret : List.of(RunningSigner.SECRET, RunningSigner.PASSWORD, upper(RunningSigner.SECRET))) {
            for (Charset charset :
                    List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
                String bytes = new String(secret.getBytes(charset), StandardCharsets.ISO_8859_1);
                assertThat(latin.contains(bytes))
                        .as("%s in %s", secret, charset)
                        .isFalse();
            }
        }
    }

    private void searchFiles() throws IOException {
        StringBuilder written = new StringBuilder(heard);
        try (Stream<Path> files = Files.walk(home.resolve("state"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                written.append(file).append(Files.readString(file));
            }
        }
        written.append(log());
        assertThat(written).contains("audit-", "spent-", "allowed by the policy");
        byte[] key = HexFormat.of().parseHex(RunningSigner.SECRET);
        assertThat(written.toString())
                .doesNotContain(RunningSigner.PASSWORD)
                .doesNotContain(RunningSigner.TOKEN)
                .doesNotContainIgnoringCase(RunningSigner.SECRET)
                .doesNotContain(BASE64.encodeToString(key))
                .doesNotContain(new BigInteger(1, key).toString());
    }

    private Process start() throws IOException {
        Map<String, String> settings = RunningSigner.settings(
                home,
                """
                messages: allow
                chains:
                  8453:
                    tokens: {"%1$s": {perTransaction: "5", perDay: "5"}}
                    typedData: [{name: USD Coin, verifyingContract: "%1$s", primaryTypes: [TransferWithAuthorization]}]
                """
                        .formatted(RunningSigner.USDC));
        settings.remove(SignerSettings.TOKEN);
        settings.remove(SignerSettings.KEYSTORE_PASSWORD);
        settings.put(SignerSettings.TOKEN_FILE, secret("token", RunningSigner.TOKEN));
        settings.put(SignerSettings.KEYSTORE_PASSWORD_FILE, secret("password", RunningSigner.PASSWORD));
        settings.put(SignerSettings.PRIVATE_KEY_FILE, secret("hex", RunningSigner.SECRET));
        settings.put(SignerSettings.LOG_LEVEL, "trace");
        settings.put(SignerSettings.LOG_FORMAT, "json");
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command =
                new ArrayList<>(List.of(JAVA_BIN.resolve("java").toString(), "-Xmx128m", "-cp", classes));
        command.add(SignerMain.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile());
        builder.environment().putAll(settings);
        return builder.start();
    }

    private String secret(String name, String value) throws IOException {
        return Files.writeString(home.resolve(name), value + "\n").toString();
    }

    private String log() throws IOException {
        return Files.readString(home.resolve("log"));
    }

    private String jcmd(Process signer, String... command) throws Exception {
        List<String> whole =
                new ArrayList<>(List.of(JAVA_BIN.resolve("jcmd").toString(), String.valueOf(signer.pid())));
        whole.addAll(List.of(command));
        Process jcmd = new ProcessBuilder(whole).redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor()).as(said).isZero();
        return said;
    }

    private static HttpRequest.Builder posting(String to, String body, String token) {
        return HttpRequest.newBuilder(URI.create(to))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private String ask(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return response.headers().map() + response.body();
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
