package io.offerflow.activities.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.Json;
import io.offerflow.ethereum.Address;
import io.offerflow.ethereum.transaction.DynamicFeeTransaction;
import io.offerflow.ethereum.transaction.SignedTransaction;
import io.offerflow.workflows.chain.AccountActivities;
import io.offerflow.workflows.chain.AccountActivities.Order;
import io.offerflow.workflows.chain.AccountActivities.SignAnswer;
import io.offerflow.workflows.chain.SignTrouble;
import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Has transactions signed by the process that has the key, and compares what comes back with what was ordered. Neither the token nor a text of the signer's
 * ever leaves this class; its codes do.
 */
final class RemoteSigner {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int LIMIT = 1024 * 1024;
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private final HttpClient http;
    private final AccountSettings settings;

    RemoteSigner(HttpClient http, AccountSettings settings) {
        this.http = http;
        this.settings = settings;
    }

    SignAnswer sign(Order order) {
        String address = order.account().address();
        Optional<AccountSettings.SignerAccess> access = settings.signer(address);
        if (access.isEmpty()) {
            return new SignAnswer.NotSigned(
                    SignTrouble.UNAVAILABLE, "no signer of " + address + " is set (" + AccountSettings.SIGNERS + ")");
        }
        try {
            return read(order, ask(order, access.get()));
        } catch (IOException away) {
            throw unavailable("the signer does not answer");
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw Activity.wrap(stopping);
        }
    }

    private HttpResponse<byte[]> ask(Order order, AccountSettings.SignerAccess access)
            throws IOException, InterruptedException {
        URI path = access.address().resolve("/api/v1/sign/" + order.account().address() + "/transaction");
        HttpRequest.Builder request = HttpRequest.newBuilder(path)
                .header("Content-Type", "application/json")
                .timeout(TIMEOUT)
                .POST(BodyPublishers.ofString(body(order).toString()));
        if (access.token().isPresent()) {
            request.header("Authorization", "Bearer " + token(access.token().get()));
        }
        return http.send(request.build(), LimitedBody.upTo(LIMIT));
    }

    private static String token(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw unavailable("the file with the signer's token cannot be read");
        }
    }

    /** Numbers in decimal, as the API wants them. */
    private static ObjectNode body(Order order) {
        return Json.mapper()
                .createObjectNode()
                .put("chain_id", order.account().chainId().toString())
                .put("to", order.call().to())
                .put("nonce", order.nonce().toString())
                .put("gas_limit", order.gasLimit().toString())
                .put("max_fee_per_gas", order.fees().cap().toString())
                .put("max_priority_fee_per_gas", order.fees().tip().toString())
                .put("value", order.call().value().toString())
                .put("data", order.call().data());
    }

    private static SignAnswer read(Order order, HttpResponse<byte[]> answer) throws IOException {
        int status = answer.statusCode();
        if (status == TOO_MANY || status >= SERVER_ERROR) {
            throw unavailable("the signer answers with status " + status);
        }
        if (status >= BAD_REQUEST) {
            return new SignAnswer.NotSigned(SignTrouble.REFUSED, "status " + status + code(answer.body()));
        }
        if (status != OK) {
            throw unavailable("the signer answers with status " + status);
        }
        String raw =
                Json.mapper().readTree(answer.body()).path("signed_transaction").asText();
        return compared(order, raw);
    }

    private static String code(byte[] body) {
        try {
            JsonNode json = Json.mapper().readTree(body);
            String code = json.path("code").asText() + " " + json.path("reason").asText();
            return code.matches("[A-Z_ ]{2,80}") ? ", " + code.strip() : "";
        } catch (IOException notJson) {
            return "";
        }
    }

    private static SignAnswer compared(Order order, String raw) {
        try {
            SignedTransaction signed = SignedTransaction.decode(raw);
            Optional<String> flaw = flaw(order, signed);
            return flaw.isPresent()
                    ? new SignAnswer.NotSigned(SignTrouble.MISMATCH, "another " + flaw.get())
                    : new SignAnswer.Signed(signed.hash(), raw);
        } catch (IllegalArgumentException unreadable) {
            return new SignAnswer.NotSigned(SignTrouble.MISMATCH, "what it signed: " + unreadable.getMessage());
        }
    }

    /** The first field that is not as ordered. */
    private static Optional<String> flaw(Order order, SignedTransaction signed) {
        DynamicFeeTransaction transaction = signed.transaction();
        String data = "0x" + HexFormat.of().formatHex(transaction.data());
        if (!signed.sender().equals(Address.parse(order.account().address()))) {
            return Optional.of("sender, " + signed.sender());
        }
        if (transaction.chainId() != order.account().chainId().longValueExact()) {
            return Optional.of("chain");
        }
        if (!transaction.nonce().equals(order.nonce())) {
            return Optional.of("nonce, " + transaction.nonce());
        }
        if (!transaction.to().equals(Address.parse(order.call().to()))
                || !data.equalsIgnoreCase(order.call().data())
                || !transaction.value().equals(order.call().value())) {
            return Optional.of("call");
        }
        boolean fees = transaction.gasLimit().equals(order.gasLimit())
                && transaction.maxFee().equals(order.fees().cap())
                && transaction.priorityFee().equals(order.fees().tip());
        return fees ? Optional.empty() : Optional.of("gas limit or fee");
    }

    private static ApplicationFailure unavailable(String message) {
        return ApplicationFailure.newBuilder()
                .setType(AccountActivities.SIGNER_UNAVAILABLE)
                .setMessage(message)
                .setCategory(ApplicationErrorCategory.BENIGN)
                .build();
    }
}
