package io.offerflow.dev.pay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.pay.PaymentCheck.Bad;
import io.offerflow.dev.pay.PaymentCheck.Good;
import io.offerflow.dev.pay.PaymentClaim.Readable;
import io.offerflow.dev.pay.PaymentClaim.Unreadable;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.utils.Numeric;

/**
 * An x402 facilitator over HTTP on 127.0.0.1 that checks EIP-3009 payments for real and keeps the money in memory.
 *
 * <p>Contract: {@code POST /verify} and {@code POST /settle} take the bodies of x402 v1 and v2, {@code GET /supported}
 * and {@code GET /health} answer 200. A payment that is refused is answered with 200 and {@code isValid} or
 * {@code success} false, with the reasons of the official packages; a body that cannot be read with 400 in the same
 * shape. Settling moves the amount at once and burns the nonce; the transaction hash is the keccak of the signed
 * digest, so the same payment always has the same one. Settling a payment again is refused, or answered as the first
 * time where {@link #answerRepeats} says so. {@code POST /rpc/<chain id>} shows the money as a chain does: a few read-only
 * JSON-RPC calls. Amounts are atomic units.
 */
public final class EmbeddedFacilitator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFacilitator.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RPC = "/rpc/";
    private static final long MAX_BODY = 64 * 1024L;
    /** Nobody's address: transactions here have no sender, but the protocol lists signers. */
    private static final String SIGNER = "0x00000000000000000000000000000000000402ff";

    private final TokenBook book = new TokenBook();
    private final LongAdder verifyCalls = new LongAdder();
    private final LongAdder settleCalls = new LongAdder();
    private final PaymentCheck check;
    private final EmbeddedChain chain;
    private final Undertow server;
    private volatile boolean answersRepeats;

    private EmbeddedFacilitator(int port, InstantSource clock) {
        check = new PaymentCheck(book, clock);
        chain = new EmbeddedChain(book, clock);
        var routes = Handlers.routing()
                .post("/verify", payment(this::verify))
                .post("/settle", payment(this::settle))
                .post(RPC + "{chain}", this::question)
                .get("/supported", exchange -> send(exchange, StatusCodes.OK, supported()))
                .get("/health", exchange -> send(exchange, StatusCodes.OK, object().put("status", "ok")));
        server = Undertow.builder()
                .addHttpListener(port, "127.0.0.1")
                .setIoThreads(1)
                .setWorkerThreads(1)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_BODY)
                .setHandler(routes)
                .build();
    }

    /**
     * @param port the port to listen on; 0 takes a free one
     * @param clock what time windows of payments are compared with
     */
    public static EmbeddedFacilitator start(int port, InstantSource clock) {
        var facilitator = new EmbeddedFacilitator(port, clock);
        facilitator.server.start();
        return facilitator;
    }

    /** Where it listens, without a trailing slash. */
    public URI address() {
        var listener = (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
        return URI.create("http://127.0.0.1:" + listener.getPort());
    }

    /**
     * Gives tokens out of nothing, and makes the asset exist for payments.
     *
     * @param network CAIP-2
     */
    public void mint(String network, String asset, String address, BigInteger amount) {
        book.mint(new TokenBook.Token(network, asset), address, amount);
    }

    /** Atomic units that the address holds; 0 for what was never heard of. */
    public BigInteger balance(String network, String asset, String address) {
        return book.balance(new TokenBook.Token(network, asset), address);
    }

    /** All money that moved for payments, oldest first: what the logs of a chain's tokens would tell. */
    public List<TokenTransfer> transfers() {
        return book.moves().stream().map(TokenBook.Move::told).toList();
    }

    /** Whether from now on an order to settle that was carried out before is answered with the same success, as some facilitators do. */
    public void answerRepeats(boolean alike) {
        answersRepeats = alike;
    }

    /** How many times {@code /verify} was called, whatever the answer. */
    public long verifyCalls() {
        return verifyCalls.sum();
    }

    /** How many times {@code /settle} was called, whatever the answer. */
    public long settleCalls() {
        return settleCalls.sum();
    }

    @Override
    public void close() {
        server.stop();
    }

    private record Answer(int status, ObjectNode body) {}

    /** The setting that lets the worker ask this chain, for every network that is listed here. */
    public String rpcSetting() {
        return Networks.ALL.stream()
                .map(network -> network.caip2() + "=" + rpc(network.caip2()))
                .collect(Collectors.joining(";"));
    }

    /** Where the money of this network can be looked up over JSON-RPC. */
    public URI rpc(String network) {
        return address().resolve(RPC + Networks.chainId(network).orElseThrow());
    }

    private void question(HttpServerExchange exchange) {
        String network = "eip155:" + exchange.getQueryParameters().get("chain").getFirst();
        exchange.getRequestReceiver().receiveFullBytes((call, bytes) -> {
            boolean known = Networks.chainId(network).isPresent();
            send(
                    call,
                    known ? StatusCodes.OK : StatusCodes.NOT_FOUND,
                    known ? chain.answer(network, parse(bytes)) : object());
        });
    }

    /** Bodies are small and checks never wait, so the I/O thread does it all. */
    private static HttpHandler payment(Function<JsonNode, Answer> answer) {
        return exchange -> exchange.getRequestReceiver().receiveFullBytes((call, bytes) -> {
            Answer given = answer.apply(parse(bytes));
            send(call, given.status(), given.body());
        });
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            return JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
        } catch (JsonProcessingException notJson) {
            return JSON.missingNode();
        }
    }

    private Answer verify(JsonNode body) {
        verifyCalls.increment();
        return switch (PaymentClaim.read(body)) {
            case Unreadable unreadable -> new Answer(StatusCodes.BAD_REQUEST, invalid(unreadable.reason()));
            case Readable readable -> new Answer(StatusCodes.OK, verify(readable.claim()));
        };
    }

    private ObjectNode verify(PaymentClaim claim) {
        ObjectNode json =
                switch (check.check(claim)) {
                    case Good good ->
                        book.obstacle(good.token(), claim.presented().authorization())
                                .map(EmbeddedFacilitator::invalid)
                                .orElseGet(() -> object().put("isValid", true));
                    case Bad bad -> invalid(bad.reason());
                };
        return json.put("payer", claim.presented().authorization().from());
    }

    private Answer settle(JsonNode body) {
        settleCalls.increment();
        String network = body.path("paymentRequirements").path("network").asText();
        return switch (PaymentClaim.read(body)) {
            case Unreadable unreadable ->
                new Answer(StatusCodes.BAD_REQUEST, failure(unreadable.reason()).put("network", network));
            case Readable readable ->
                new Answer(StatusCodes.OK, settle(readable.claim()).put("network", network));
        };
    }

    private ObjectNode settle(PaymentClaim claim) {
        ObjectNode json =
                switch (check.check(claim)) {
                    case Good good -> move(claim, good);
                    case Bad bad -> failure(bad.reason());
                };
        return json.put("payer", claim.presented().authorization().from());
    }

    private ObjectNode move(PaymentClaim claim, Good good) {
        Authorization transfer = claim.presented().authorization();
        String transaction = Numeric.toHexString(Abi.keccak(good.digest()));
        Optional<String> obstacle =
                book.transfer(new TokenBook.Move(good.token(), transfer, transaction, chain.nextBlock()));
        if (obstacle.isPresent()) {
            return answersRepeats && book.transaction(good.token(), transfer).isPresent()
                    ? success(transaction)
                    : failure(obstacle.get());
        }
        LOG.debug(
                "settled {} units of {} on {}: {}",
                transfer.value(),
                good.token().asset(),
                good.token().network(),
                transaction);
        return success(transaction);
    }

    private static ObjectNode success(String transaction) {
        return object().put("success", true).put("transaction", transaction);
    }

    private static ObjectNode invalid(String reason) {
        return object().put("isValid", false).put("invalidReason", reason);
    }

    private static ObjectNode failure(String reason) {
        return object().put("success", false).put("errorReason", reason).put("transaction", "");
    }

    private static ObjectNode supported() {
        ObjectNode answer = object();
        var kinds = answer.putArray("kinds");
        for (var network : Networks.ALL) {
            kinds.addObject().put("x402Version", 2).put("scheme", "exact").put("network", network.caip2());
            kinds.addObject().put("x402Version", 1).put("scheme", "exact").put("network", network.v1Name());
        }
        answer.putArray("extensions");
        answer.putObject("signers").putArray("eip155:*").add(SIGNER);
        return answer;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static void send(HttpServerExchange exchange, int status, ObjectNode body) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(body.toString());
    }
}
