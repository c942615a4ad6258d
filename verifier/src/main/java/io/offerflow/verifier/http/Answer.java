package io.offerflow.verifier.http;

import io.offerflow.verifier.page.Page;
import io.offerflow.verifier.page.PaymentPage;
import io.offerflow.verifier.pay.Verdict;
import io.offerflow.verifier.route.Access;
import io.offerflow.verifier.route.Terms;
import io.offerflow.verifier.x402.Challenge;
import io.offerflow.verifier.x402.Problem;
import io.offerflow.verifier.x402.Receipt;
import io.offerflow.verifier.x402.Wire;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One complete answer, ready to be written in one go. Every header value in it was made here, none is copied from outside.
 *
 * @param note what it means, for the access log
 */
record Answer(int status, List<Header> headers, byte[] body, Note note) {
    private static final Logger LOG = LoggerFactory.getLogger(Answer.class);
    private static final HttpString PAYMENT_REQUIRED = new HttpString("PAYMENT-REQUIRED");
    private static final HttpString PAYMENT_RESPONSE = new HttpString("PAYMENT-RESPONSE");
    private static final HttpString X_PAYMENT_RESPONSE = new HttpString("X-PAYMENT-RESPONSE");
    private static final HttpString PAYER = new HttpString("X-Payment-Payer");
    private static final HttpString WALLET = new HttpString("X-Verified-Wallet");
    private static final HttpString LINK = new HttpString("Link");
    private static final HttpString EXPOSE = new HttpString("Access-Control-Expose-Headers");
    static final Header JSON = new Header(Headers.CONTENT_TYPE, Wire.MIME_TYPE);
    private static final Header HTML = new Header(Headers.CONTENT_TYPE, "text/html; charset=utf-8");
    private static final HttpString POLICY = new HttpString("Content-Security-Policy");
    private static final Header NO_SNIFF = new Header(new HttpString("X-Content-Type-Options"), "nosniff");
    private static final Header NO_REFERRER = new Header(new HttpString("Referrer-Policy"), "no-referrer");
    static final Header NO_STORE = new Header(Headers.CACHE_CONTROL, "no-store");
    private static final Header EXPOSED = new Header(EXPOSE, "PAYMENT-REQUIRED, PAYMENT-RESPONSE, X-PAYMENT-RESPONSE");
    /** Seconds after which a buyer may try again. */
    private static final Header RETRY = new Header(Headers.RETRY_AFTER, "5");

    record Header(HttpString name, String value) {}

    /** Lets an unpaid request pass. The identity headers are set and empty, so that forged ones are overwritten. */
    static final Answer OPEN =
            new Answer(200, List.of(new Header(PAYER, ""), new Header(WALLET, "")), new byte[0], Note.PASSED);

    private static final Note PAY = Note.challenged(Problem.PAYMENT_REQUIRED.code());

    /** Beside the decisions. */
    Answer(int status, List<Header> headers, byte[] body) {
        this(status, headers, body, Note.PASSED);
    }

    static Answer of(Access.Refused refused) {
        return problem(403, refused.sentence(), refused.reason(), List.of());
    }

    static Answer notReady(String missing) {
        return problem(503, "not ready: " + missing, "not_ready", List.of(RETRY));
    }

    /** Nothing was taken; there is no room at the moment. */
    static Answer busy() {
        return problem(503, "the gate is busy; try again", Problem.GATE_BUSY.code(), List.of(RETRY));
    }

    static Answer notAllowed(String error, String methods) {
        return problem(405, error, "method_not_allowed", List.of(new Header(Headers.ALLOW, methods)));
    }

    static Answer plain(int status, String error, String reason) {
        return problem(status, error, reason, List.of());
    }

    static Answer of(Verdict.Passed passed) {
        List<Header> headers = new ArrayList<>(List.of(NO_STORE, EXPOSED));
        headers.add(new Header(PAYER, passed.payer()));
        headers.add(new Header(WALLET, ""));
        passed.receipt().ifPresent(receipt -> addReceipt(headers, receipt));
        return new Answer(200, headers, new byte[0], Note.PASSED);
    }

    /** A 402 or 412 carries a fresh challenge, every other status only the problem. */
    static Answer of(Verdict.Denied denied, Terms terms, List<String> urls) {
        List<Header> headers = new ArrayList<>(List.of(EXPOSED));
        denied.receipt().ifPresent(receipt -> addReceipt(headers, receipt));
        Optional<String> status = denied.settlement().map(id -> statusUrl(urls.getFirst(), id));
        status.ifPresent(url -> headers.add(new Header(LINK, "<" + url + ">; rel=\"status\"")));
        Problem problem = denied.problem();
        if (problem.challenges()) {
            return challenge(terms, urls, problem, denied.detail(), headers);
        }
        if (problem.status() == 503) {
            headers.add(RETRY);
        }
        headers.addAll(List.of(JSON, NO_STORE));
        String error = denied.detail().isEmpty() ? problem.code() : denied.detail();
        byte[] body = Wire.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("error", error);
            json.writeStringField("reason", problem.code());
            json.writeStringField("hint", problem.hint());
            json.writeBooleanField("retriable", problem.retriable());
            if (status.isPresent()) {
                json.writeStringField("statusUrl", status.get());
            }
            json.writeEndObject();
        });
        return new Answer(problem.status(), headers, body, Note.denied(problem.code()));
    }

    /** Beside the resource: the same host, the path under which this listener answers. */
    private static String statusUrl(String resource, String id) {
        int path = resource.indexOf('/', resource.indexOf("//") + 2);
        return resource.substring(0, path) + SettlementStatusHandler.PATH + id;
    }

    /** To a request without payment. */
    static Answer of(Challenge challenge) {
        Header header = new Header(PAYMENT_REQUIRED, challenge.header());
        return new Answer(402, List.of(JSON, NO_STORE, EXPOSED, header), challenge.body(), PAY);
    }

    /** The same for a person's browser. */
    static Answer page(Terms terms, String url, Challenge challenge) {
        Header header = new Header(PAYMENT_REQUIRED, challenge.header());
        Page page = PaymentPage.of(terms, url);
        List<Header> headers = new ArrayList<>(pageHeaders(page));
        headers.addAll(List.of(EXPOSED, header));
        return new Answer(402, headers, page.html(), PAY);
    }

    /** What goes with every page for people. */
    static List<Header> pageHeaders(Page page) {
        return List.of(HTML, NO_STORE, NO_SNIFF, NO_REFERRER, new Header(POLICY, page.policy()));
    }

    /** Lets a signed-in wallet pass. */
    static Answer signedIn(String wallet) {
        return new Answer(
                200, List.of(NO_STORE, new Header(PAYER, ""), new Header(WALLET, wallet)), new byte[0], Note.PASSED);
    }

    private static Answer challenge(
            Terms terms, List<String> urls, Problem problem, String detail, List<Header> headers) {
        Challenge challenge = Challenge.of(terms, urls, problem, detail);
        headers.addAll(List.of(JSON, NO_STORE, new Header(PAYMENT_REQUIRED, challenge.header())));
        return new Answer(problem.status(), headers, challenge.body(), Note.denied(problem.code()));
    }

    private static Answer problem(int status, String error, String reason, List<Header> more) {
        List<Header> headers = new ArrayList<>(List.of(JSON, NO_STORE));
        headers.addAll(more);
        byte[] body = Wire.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("error", error);
            json.writeStringField("reason", reason);
            json.writeEndObject();
        });
        return new Answer(status, headers, body, Note.denied(reason));
    }

    static Answer status(int status, String text) {
        byte[] body = Wire.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("status", text);
            json.writeEndObject();
        });
        return new Answer(status, List.of(JSON, NO_STORE), body);
    }

    static Answer text(int status, String contentType, String text) {
        return new Answer(
                status,
                List.of(new Header(Headers.CONTENT_TYPE, contentType), NO_STORE),
                text.getBytes(StandardCharsets.UTF_8));
    }

    /** To a request that an upstream did not answer; a receipt tells that it had been paid for. */
    static Answer noAnswer(Optional<Receipt> receipt) {
        return problem(
                502,
                "upstream unavailable",
                Problem.UPSTREAM_FAILED.code(),
                receipt.map(Answer::receiptHeaders).orElse(List.of()));
    }

    /** What goes with an answer that was paid for. */
    static List<Header> receiptHeaders(Receipt receipt) {
        List<Header> headers = new ArrayList<>(List.of(EXPOSED));
        addReceipt(headers, receipt);
        return headers;
    }

    /** From any thread. */
    void onIoThread(HttpServerExchange exchange) {
        try {
            exchange.getIoThread().execute(() -> write(exchange));
        } catch (RejectedExecutionException stopped) {
            LOG.warn("an answer came after the listener had stopped; its client did not get it");
        }
    }

    /** Must run on the exchange's I/O thread: elsewhere every thread would keep a direct buffer of its own. */
    void write(HttpServerExchange exchange) {
        AccessEntry.note(exchange, note);
        exchange.setStatusCode(status);
        HeaderMap into = exchange.getResponseHeaders();
        for (Header header : headers) {
            into.put(header.name(), header.value());
        }
        exchange.getResponseSender().send(ByteBuffer.wrap(body));
    }

    private static void addReceipt(List<Header> headers, Receipt receipt) {
        String value = receipt.header();
        headers.add(new Header(PAYMENT_RESPONSE, value));
        headers.add(new Header(X_PAYMENT_RESPONSE, value));
    }
}
