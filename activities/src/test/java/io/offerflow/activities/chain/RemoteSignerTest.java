package io.offerflow.activities.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.offerflow.api.Json;
import io.offerflow.ethereum.Address;
import io.offerflow.ethereum.PrivateKey;
import io.offerflow.ethereum.transaction.DynamicFeeTransaction;
import io.offerflow.ethereum.transaction.SignedTransaction;
import io.offerflow.workflows.chain.AccountActivities;
import io.offerflow.workflows.chain.AccountActivities.Account;
import io.offerflow.workflows.chain.AccountActivities.Order;
import io.offerflow.workflows.chain.AccountActivities.SignAnswer;
import io.offerflow.workflows.chain.Call;
import io.offerflow.workflows.chain.Fees;
import io.offerflow.workflows.chain.SignTrouble;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signer over HTTP that may lie. */
class RemoteSignerTest {
    private static final PrivateKey KEY =
            PrivateKey.of(HexFormat.of().parseHex("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318"));
    private static final String TOKEN = "token-0123456789abcdef";
    private static final Order ORDER = new Order(
            new Account(BigInteger.valueOf(8453), KEY.address().hex()),
            Call.of("0x8004A169FB4a3325136EB29fA0ceB6D2e539a432", "0xf2c298be"),
            BigInteger.valueOf(7),
            BigInteger.valueOf(161_000),
            new Fees(BigInteger.TEN, BigInteger.valueOf(2_000)));

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer server;
    private UnaryOperator<DynamicFeeTransaction> lie = UnaryOperator.identity();
    private int status = 200;
    private String error = "{}";
    private String authorization = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/api/v1/sign/" + KEY.address().hex() + "/transaction", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        http.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            authorization = exchange.getRequestHeaders().getFirst("Authorization");
            JsonNode order = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
            DynamicFeeTransaction transaction = lie.apply(new DynamicFeeTransaction(
                    order.path("chain_id").asLong(),
                    new BigInteger(order.path("nonce").asText()),
                    new BigInteger(order.path("max_priority_fee_per_gas").asText()),
                    new BigInteger(order.path("max_fee_per_gas").asText()),
                    new BigInteger(order.path("gas_limit").asText()),
                    Address.parse(order.path("to").asText()),
                    new BigInteger(order.path("value").asText()),
                    HexFormat.of().parseHex(order.path("data").asText().substring(2))));
            String signed = "{\"signed_transaction\":\"" + transaction.signed(KEY.sign(transaction.digest())) + "\"}";
            byte[] body = (status == 200 ? signed : error).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private SignAnswer sign() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        AccountSettings settings = new AccountSettings(
                Map.of(KEY.address().hex(), new AccountSettings.SignerAccess(address, Optional.of(token))),
                Map.of(),
                Map.of());
        return new RemoteSigner(http, settings).sign(ORDER);
    }

    @Test
    void whatIsSignedAsOrderedIsGivenWithItsHash() throws IOException {
        assertThat(sign()).isInstanceOfSatisfying(SignAnswer.Signed.class, signed -> assertThat(signed.hash())
                .isEqualTo(SignedTransaction.decode(signed.raw()).hash()));
        assertThat(authorization).isEqualTo("Bearer " + TOKEN);
    }

    @Test
    void anotherNonceOrChainOrCallOrFeeIsAMismatch() throws IOException {
        mismatch(t -> changed(t, 1, t.nonce(), t.maxFee(), t.to(), t.data()));
        mismatch(t -> changed(t, t.chainId(), BigInteger.valueOf(8), t.maxFee(), t.to(), t.data()));
        mismatch(t -> changed(t, t.chainId(), t.nonce(), BigInteger.TEN.pow(12), t.to(), t.data()));
        mismatch(t -> changed(t, t.chainId(), t.nonce(), t.maxFee(), KEY.address(), t.data()));
        mismatch(t -> changed(t, t.chainId(), t.nonce(), t.maxFee(), t.to(), new byte[] {1}));
    }

    private static DynamicFeeTransaction changed(
            DynamicFeeTransaction t, long chain, BigInteger nonce, BigInteger maxFee, Address to, byte[] data) {
        return new DynamicFeeTransaction(chain, nonce, t.priorityFee(), maxFee, t.gasLimit(), to, t.value(), data);
    }

    private void mismatch(UnaryOperator<DynamicFeeTransaction> told) throws IOException {
        lie = told;
        assertThat(sign()).isInstanceOfSatisfying(SignAnswer.NotSigned.class, not -> assertThat(not.trouble())
                .isEqualTo(SignTrouble.MISMATCH));
    }

    @Test
    void aRefusalIsToldByItsCodesWithoutTheSignersWords() throws IOException {
        status = 403;
        error = "{\"error\":\"" + TOKEN + "\",\"code\":\"POLICY_DENIED\",\"reason\":\"TO_NOT_ALLOWED\"}";
        assertThat(sign())
                .isEqualTo(new SignAnswer.NotSigned(SignTrouble.REFUSED, "status 403, POLICY_DENIED TO_NOT_ALLOWED"));
    }

    @Test
    void aSignerInTroubleIsAskedAgainByTheServer() {
        status = 503;
        assertThatThrownBy(this::sign).isInstanceOfSatisfying(ApplicationFailure.class, failure -> {
            assertThat(failure.getType()).isEqualTo(AccountActivities.SIGNER_UNAVAILABLE);
            assertThat(failure.isNonRetryable()).isFalse();
        });
    }
}
