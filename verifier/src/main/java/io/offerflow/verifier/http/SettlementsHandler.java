package io.offerflow.verifier.http;

import io.offerflow.verifier.ledger.LedgerUnavailableException;
import io.offerflow.verifier.ledger.PaymentRecord;
import io.offerflow.verifier.ledger.State;
import io.offerflow.verifier.ledger.Written;
import io.offerflow.verifier.proxy.Withheld;
import io.offerflow.verifier.x402.Wire;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The outbox, for who finds out what became of settlements: {@code GET /settlements?state=unknown}, {@code POST /settlements/<id>/retry},
 * {@code POST /settlements/<id>/outcome}. Who changes anything shows a token. Everything else goes on.
 */
final class SettlementsHandler implements HttpHandler {
    private static final String LIST = "/settlements";
    private static final Pattern ACTION = Pattern.compile("/settlements/([0-9a-f]{44})/(retry|outcome)");

    private final Settlements settlements;
    private final Withheld withheld;
    private final Detached detached;
    private final SettlementsQuery query;
    private final HttpHandler next;

    /** @param withheld told of payments that turned out unpaid */
    SettlementsHandler(Settlements settlements, Withheld withheld, Detached detached, HttpHandler next) {
        this.settlements = settlements;
        this.withheld = withheld;
        this.detached = detached;
        this.query = new SettlementsQuery(settlements.ledger());
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String path = exchange.getRequestURI();
        Matcher action = ACTION.matcher(path);
        if (action.matches()) {
            act(exchange, action.group(1), action.group(2).equals("retry"));
        } else if (path.equals(LIST)) {
            Optional<SettlementsQuery.Question> question = SettlementsQuery.read(exchange);
            if (exchange.getRequestMethod().equals(Methods.GET) && question.isPresent()) {
                answer(exchange, () -> query.answer(question.get()));
            } else {
                Answer.plain(400, "GET with state=<a state but settled>&wait=<0 to 30>s", "bad_question")
                        .write(exchange);
            }
        } else {
            next.handleRequest(exchange);
        }
    }

    private void act(HttpServerExchange exchange, String id, boolean retry) {
        if (!exchange.getRequestMethod().equals(Methods.POST)) {
            Answer.plain(405, "only POST is answered here", "method_not_allowed")
                    .write(exchange);
        } else if (!settlements.token().admits(exchange)) {
            Answer.plain(401, "the admin token is needed", "unauthorized").write(exchange);
        } else if (retry) {
            answer(exchange, () -> retry(id));
        } else {
            exchange.getRequestReceiver()
                    .receiveFullBytes((same, body) -> answer(same, () -> OutcomeReport.read(body)
                            .map(report -> report(id, report))
                            .orElseGet(() -> Answer.plain(
                                    400,
                                    "state is settled with a transaction, failed, expired or unresolved",
                                    "bad_report"))));
        }
    }

    private void answer(HttpServerExchange exchange, Supplier<Answer> slow) {
        detached.answer(exchange, () -> {
            try {
                return slow.get();
            } catch (LedgerUnavailableException away) {
                return unavailable();
            }
        });
    }

    private Answer retry(String id) {
        return switch (settlements.flow().resend(id)) {
            case SETTLED, STILL_UNKNOWN -> current(200, id);
            case NOTHING_TO_SEND -> current(409, id);
            case BUSY -> Answer.plain(429, "others are being sent; try later", "busy");
            case LEDGER_UNAVAILABLE -> unavailable();
        };
    }

    private Answer report(String id, OutcomeReport report) {
        Written written = settlements.ledger().write(report.change(id));
        return switch (written) {
            case DONE -> current(200, id);
            case STALE -> {
                boolean same = settlements.ledger().find(id).map(report::stands).orElse(false);
                yield current(same ? 200 : 409, id);
            }
            case TRANSACTION_TAKEN ->
                Answer.plain(409, "this transaction credits another payment", "transaction_taken");
            case UNAVAILABLE -> unavailable();
        };
    }

    private Answer current(int status, String id) {
        Optional<PaymentRecord> payment = settlements.ledger().find(id);
        payment.filter(found -> found.state() == State.FAILED || found.state() == State.EXPIRED)
                .ifPresent(over -> withheld.unpaid(over.key().word()));
        return payment.map(found -> json(status, SettlementJson.forController(List.of(found))))
                .orElseGet(SettlementStatusHandler::unknown);
    }

    static Answer json(int status, byte[] body) {
        return Answer.text(status, Wire.MIME_TYPE, new String(body, StandardCharsets.UTF_8));
    }

    private static Answer unavailable() {
        return Answer.plain(503, "the ledger does not answer", "ledger_unavailable");
    }
}
