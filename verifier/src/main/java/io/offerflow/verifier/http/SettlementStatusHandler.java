package io.offerflow.verifier.http;

import io.offerflow.verifier.ledger.LedgerUnavailableException;
import io.offerflow.verifier.ledger.PaymentLedger;
import io.offerflow.verifier.x402.Wire;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What became of a payment, for who holds its unguessable id: {@code GET /settlements/<id>}. Everything else goes on. */
final class SettlementStatusHandler implements HttpHandler {
    static final String PATH = "/settlements/";

    private static final Pattern ID = Pattern.compile("[0-9a-f]{44}");

    private final PaymentLedger ledger;
    private final Detached detached;
    private final HttpHandler next;

    SettlementStatusHandler(PaymentLedger ledger, Detached detached, HttpHandler next) {
        this.ledger = ledger;
        this.detached = detached;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String path = exchange.getRequestURI();
        if (!path.startsWith(PATH)) {
            next.handleRequest(exchange);
            return;
        }
        String id = path.substring(PATH.length());
        boolean reading = exchange.getRequestMethod().equals(Methods.GET)
                || exchange.getRequestMethod().equals(Methods.HEAD);
        if (!reading) {
            Answer.plain(405, "only GET is answered here", "method_not_allowed").write(exchange);
        } else if (!isId(id)) {
            unknown().write(exchange);
        } else {
            detached.answer(exchange, () -> status(id));
        }
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    private Answer status(String id) {
        try {
            return ledger.find(id)
                    .map(payment -> Answer.text(
                            200, Wire.MIME_TYPE, new String(SettlementJson.forBuyer(payment), StandardCharsets.UTF_8)))
                    .orElseGet(SettlementStatusHandler::unknown);
        } catch (LedgerUnavailableException away) {
            return Answer.plain(503, "the ledger does not answer", "ledger_unavailable");
        }
    }

    static Answer unknown() {
        return Answer.plain(404, "there is no such settlement", "unknown_settlement");
    }
}
