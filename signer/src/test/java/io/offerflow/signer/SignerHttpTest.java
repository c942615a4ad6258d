package io.offerflow.signer;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.signer.RunningSigner.Reply;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignerHttpTest {
    /** What the vectors ask for. */
    private static final String OPEN =
            """
            messages: allow
            chains:
              8453:
                native: {perTransaction: "100000000000000", perDay: "1000000000000000"}
                tokens:
                  "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913": {perTransaction: "20000", perDay: "50000"}
                transactions:
                  - to: "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
                    functions: ["transfer(address,uint256)"]
                typedData:
                  - name: USD Coin
                    version: "2"
                    verifyingContract: "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
                    primaryTypes: [TransferWithAuthorization, ReceiveWithAuthorization]
              1:
                typedData:
                  - name: Ether Mail
                    verifyingContract: "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"
                    unmetered: [Mail]
            """;

    @TempDir
    Path home;

    private RunningSigner signer;

    @BeforeEach
    void start() throws Exception {
        signer = RunningSigner.start(home, OPEN);
    }

    @AfterEach
    void stop() {
        signer.close();
    }

    @Test
    void health_is_told_to_everybody() throws Exception {
        assertThat(signer.send(signer.request("/healthz")).raw().body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(signer.send(signer.request("/upcheck")).raw().body()).isEqualTo("OK");
        assertThat(signer.send(signer.request("/readyz")).status()).isEqualTo(200);
        assertThat(signer.ops("/healthz")).isEqualTo("ok\n");
        assertThat(signer.ops("/readyz")).isEqualTo("ready\n");
    }

    @Test
    void the_keys_are_listed() throws Exception {
        assertThat(signer.get("/api/v1/keys").raw().body()).isEqualTo("{\"keys\":[\"" + RunningSigner.ADDRESS + "\"]}");
    }

    @Test
    void everything_of_the_interface_needs_the_token() throws Exception {
        String[] wrong = {
            "Bearer " + RunningSigner.TOKEN + "x", "Bearer ", "Basic " + RunningSigner.TOKEN, RunningSigner.TOKEN
        };
        for (String path : new String[] {
            "/api/v1/keys",
            "/api/v1/keystores/reload",
            "/api/v1/sign/" + RunningSigner.ADDRESS + "/message",
            "/api/other"
        }) {
            Reply without = signer.send(signer.request(path).POST(BodyPublishers.ofString("{}")));
            assertThat(without.status()).isEqualTo(401);
            assertThat(without.code()).isEqualTo("UNAUTHORIZED");
            assertThat(without.raw().headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
            for (String header : wrong) {
                assertThat(signer.send(signer.request(path).header("Authorization", header))
                                .status())
                        .isEqualTo(401);
            }
        }
        assertThat(signer.ops("/metrics")).contains("offerflow_signer_unauthorized_total 20.0");
    }

    @Test
    void typed_data_transactions_and_messages_are_signed_as_ethers_and_viem_do() throws Exception {
        for (String name : new String[] {
            "the Mail of EIP-712",
            "USDC TransferWithAuthorization",
            "a call with data beyond 55 bytes",
            "a text of many bytes"
        }) {
            Requests.Vector vector = Requests.vector(name);
            Reply reply = signer.sign(vector.operation(), vector.body().toString());
            assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
            assertThat(reply.json()).isEqualTo(vector.answer());
        }
    }

    @Test
    void a_bare_hash_is_not_signed_and_the_answer_says_why() throws Exception {
        Reply reply = signer.sign("hash", "{\"hash\":\"0x" + "ab".repeat(32) + "\"}");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("POLICY_DENIED");
        assertThat(reply.json().path("reason").asText()).isEqualTo("HASH_NOT_ALLOWED");
        assertThat(reply.json().path("error").asText()).contains("bare hashes are not signed");
        assertThat(reply.json().path("address").asText()).isEqualTo(RunningSigner.ADDRESS);
        assertThat(reply.json().has("signature")).isFalse();
    }

    @Test
    void errors_have_the_codes_of_the_interface() throws Exception {
        assertError(signer.sign("message", "{}"), 422, "MISSING_FIELD");
        assertError(signer.sign("message", "no json"), 400, "BAD_REQUEST");
        assertError(signer.sign("transaction", "{\"chain_id\":\"x\"}"), 400, "BAD_REQUEST");
        String other = "0x" + "00".repeat(19) + "01";
        Reply unknown = signer.post("/api/v1/sign/" + other + "/message", "{\"message\":\"a\"}");
        assertError(unknown, 404, "SIGNER_NOT_FOUND");
        assertThat(unknown.json().path("address").asText()).isEqualTo(other);
        assertError(signer.post("/api/v1/sign/0x12/message", "{\"message\":\"a\"}"), 400, "BAD_REQUEST");
        assertError(signer.post("/api/v1/sign/" + RunningSigner.ADDRESS + "/poem", "{}"), 404, "NOT_FOUND");
        assertError(signer.get("/api/v1/sign/" + RunningSigner.ADDRESS + "/message"), 405, "METHOD_NOT_ALLOWED");
        assertError(signer.get("/api/v1/keystores/reload"), 405, "METHOD_NOT_ALLOWED");
        assertError(signer.post("/api/v1/keys", ""), 405, "METHOD_NOT_ALLOWED");
    }

    @Test
    void an_address_may_be_written_in_any_case() throws Exception {
        Reply reply = signer.post(
                "/api/v1/sign/0x2c7536E3605D9C16a7a3D7b1898e529396a65c23/message", "{\"message\":\"Hello, Bob!\"}");
        assertThat(reply.json()).isEqualTo(Requests.vector("a text").answer());
    }

    /** A page of another site can send everything else without being asked about. */
    @Test
    void a_body_that_is_not_said_to_be_JSON_is_refused() throws Exception {
        Reply reply = signer.send(signer.request("/api/v1/sign/" + RunningSigner.ADDRESS + "/message")
                .header("Authorization", "Bearer " + RunningSigner.TOKEN)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"message\":\"a\"}")));
        assertError(reply, 415, "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void a_body_has_a_longest_length_announced_or_not() throws Exception {
        String body = "{\"message\":\"" + "a".repeat(140_000) + "\"}";
        assertError(signer.sign("message", body), 413, "BODY_TOO_LARGE");
        Reply chunked = signer.send(signer.request("/api/v1/sign/" + RunningSigner.ADDRESS + "/message")
                .header("Authorization", "Bearer " + RunningSigner.TOKEN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(body))));
        assertError(chunked, 413, "BODY_TOO_LARGE");
    }

    @Test
    void a_message_may_be_as_long_as_a_body() throws Exception {
        assertThat(signer.sign("message", "{\"message\":\"0x" + "ab".repeat(65_000) + "\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_reload_reads_the_files_again() throws Exception {
        assertThat(signer.post("/api/v1/keystores/reload", "").raw().body()).isEqualTo("{\"keys_loaded\":1}");
        Files.delete(home.resolve("keys/key.json"));
        assertThat(signer.post("/api/v1/keystores/reload", "").raw().body()).isEqualTo("{\"keys_loaded\":0}");
        assertError(signer.sign("message", "{\"message\":\"a\"}"), 404, "SIGNER_NOT_FOUND");
        assertThat(signer.send(signer.request("/readyz")).status()).isEqualTo(503);
    }

    @Test
    void a_reload_that_fails_leaves_the_keys_that_are_there() throws Exception {
        Files.writeString(home.resolve("keys/broken.json"), "{}");
        Reply reply = signer.post("/api/v1/keystores/reload", "");
        assertError(reply, 500, "RELOAD_FAILED");
        assertThat(reply.json().path("error").asText()).contains("broken.json");
        assertThat(signer.sign("message", "{\"message\":\"a\"}").status()).isEqualTo(200);
    }

    @Test
    void limits_of_the_day_hold_and_survive_a_restart() throws Exception {
        assertThat(signer.sign("typed-data", Requests.authorization("20000", 1)).status())
                .isEqualTo(200);
        assertThat(signer.sign("typed-data", Requests.authorization("20000", 2)).status())
                .isEqualTo(200);
        assertReason(signer.sign("typed-data", Requests.authorization("20001", 3)), "ABOVE_TRANSACTION_LIMIT");
        signer.close();
        signer = RunningSigner.start(home, OPEN);
        assertReason(signer.sign("typed-data", Requests.authorization("10001", 4)), "ABOVE_DAILY_LIMIT");
        assertThat(signer.sign("typed-data", Requests.authorization("20000", 2)).status())
                .as("the same again lets nothing more go")
                .isEqualTo(200);
        assertThat(signer.sign("typed-data", Requests.authorization("10000", 5)).status())
                .isEqualTo(200);
        assertReason(signer.sign("typed-data", Requests.authorization("1", 6)), "ABOVE_DAILY_LIMIT");
    }

    @Test
    void every_request_has_a_line_in_the_audit_log() throws Exception {
        Requests.Vector paid = Requests.vector("USDC TransferWithAuthorization");
        signer.sign("typed-data", paid.body().toString());
        signer.sign("hash", "{\"hash\":\"0x" + "ab".repeat(32) + "\"}");
        signer.sign("message", "{}");
        var lines = RunningSigner.audit(home);
        assertThat(lines).hasSize(3);
        var signed = lines.getFirst();
        assertThat(signed.path("key").asText()).isEqualTo(RunningSigner.ADDRESS);
        assertThat(signed.path("operation").asText()).isEqualTo("typed-data");
        assertThat(signed.path("chain").asText()).isEqualTo("8453");
        assertThat(signed.path("domain").asText()).isEqualTo("USD Coin");
        assertThat(signed.path("to").asText()).isEqualTo(RunningSigner.USDC);
        assertThat(signed.path("primaryType").asText()).isEqualTo("TransferWithAuthorization");
        assertThat(signed.path("amounts").toString())
                .isEqualTo("[{\"asset\":\"" + RunningSigner.USDC + "\",\"amount\":\"10000\"}]");
        assertThat(signed.path("digest").asText()).isEqualTo(paid.digest());
        assertThat(signed.path("decision").asText()).isEqualTo("signed");
        assertThat(lines.get(1).path("decision").asText()).isEqualTo("refused");
        assertThat(lines.get(1).path("reason").asText()).startsWith("hash_not_allowed");
        assertThat(lines.get(2).path("decision").asText()).isEqualTo("invalid");
        assertThat(lines.get(2).path("reason").asText()).isEqualTo("field message is missing");
    }

    @Test
    void too_many_requests_of_a_key_are_put_off() throws Exception {
        signer.close();
        signer = RunningSigner.start(
                RunningSigner.settings(home, "requestsPerMinute: 2\nmessages: allow\n"),
                InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")));
        String body = "{\"message\":\"a\"}";
        assertThat(signer.sign("message", body).status()).isEqualTo(200);
        assertThat(signer.sign("message", body).status()).isEqualTo(200);
        Reply third = signer.sign("message", body);
        assertError(third, 429, "RATE_LIMITED");
        assertThat(third.raw().headers().firstValue("Retry-After")).hasValue("30");
    }

    @Test
    void on_a_loopback_address_it_can_be_left_open_but_not_to_names_of_others() throws Exception {
        signer.close();
        Map<String, String> settings = RunningSigner.settings(home, "messages: allow\n");
        settings.remove(SignerSettings.TOKEN);
        settings.put(SignerSettings.OPEN_ON_LOOPBACK, "true");
        signer = RunningSigner.start(settings, InstantSource.system());
        assertThat(signer.send(signer.request("/api/v1/keys")).status()).isEqualTo(200);
        assertThat(statusOf("GET /api/v1/keys HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .isEqualTo("HTTP/1.1 401 Unauthorized");
    }

    @Test
    void two_tokens_are_no_token() throws Exception {
        assertThat(statusOf("GET /api/v1/keys HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + RunningSigner.TOKEN
                        + "\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n"))
                .isEqualTo("HTTP/1.1 401 Unauthorized");
    }

    private String statusOf(String request) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", signer.address().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.substring(0, answer.indexOf('\r'));
        }
    }

    private static void assertReason(Reply reply, String reason) {
        assertError(reply, 403, "POLICY_DENIED");
        assertThat(reply.json().path("reason").asText()).isEqualTo(reason);
    }

    private static void assertError(Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.json().path("error").asText()).isNotEmpty();
    }
}
