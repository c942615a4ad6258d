package io.offerflow.verifier.http;

import io.offerflow.api.Ref;
import io.offerflow.verifier.http.AccessEntry.Asked;
import io.offerflow.verifier.http.Checkout.Sale;
import io.offerflow.verifier.http.SignInDesk.Guest;
import io.offerflow.verifier.pay.Fulfilment;
import io.offerflow.verifier.pay.Verdict;
import io.offerflow.verifier.route.Access;
import io.offerflow.verifier.route.GateRoutes;
import io.offerflow.verifier.route.RequestPath;
import io.offerflow.verifier.route.Rule;
import io.offerflow.verifier.route.Terms;
import io.offerflow.verifier.x402.ResourceUrl;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Answers a proxy's authorisation request: {@code /verify} by the forwarded path, {@code /verify/<namespace>/<name>} for exactly that
 * offer. 2xx lets the request pass, everything else goes to the buyer.
 */
final class VerifyHandler implements HttpHandler {
    private static final HttpString X_FORWARDED_URI = new HttpString("X-Forwarded-Uri");
    private static final HttpString X_FORWARDED_METHOD = new HttpString("X-Forwarded-Method");
    private static final HttpString X_FORWARDED_HOST = new HttpString("X-Forwarded-Host");
    private static final HttpString X_FORWARDED_PROTO = new HttpString("X-Forwarded-Proto");
    private static final String BY_PATH = "/verify";
    private static final String BY_OFFER = "/verify/";

    private final GateRoutes routes;
    private final Checkout checkout;
    private final SignInDesk desk;
    private final Detached detached;
    private final AccessLog log;
    private final InstantSource clock;

    VerifyHandler(Parts parts) {
        this.desk = parts.desk();
        this.routes = parts.routes();
        this.checkout = parts.checkout();
        this.detached = parts.detached();
        this.log = parts.log();
        this.clock = parts.clock();
    }

    record Parts(
            GateRoutes routes,
            Checkout checkout,
            SignInDesk desk,
            Detached detached,
            AccessLog log,
            InstantSource clock) {}

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        if (!log.off()) {
            log.follow(
                    exchange,
                    new Asked("verify", method(exchange), host(exchange), clock.instant(), System.nanoTime()));
        }
        String path = exchange.getRequestURI();
        if (!exchange.isRequestComplete()) {
            // Bodies are not read here. What follows one on a proxy's connection may be another client's request.
            exchange.setPersistent(false);
        }
        Optional<String> missing = routes.notReady();
        if (!path.equals(BY_PATH) && !path.startsWith(BY_OFFER)) {
            Answer.plain(404, "there are /verify and /verify/<namespace>/<name>", "not_found")
                    .write(exchange);
        } else if (missing.isPresent()) {
            Answer.notReady(missing.get()).write(exchange);
        } else if (path.equals(BY_PATH)) {
            Optional<RequestPath> sent = forwarded(exchange);
            serve(exchange, sent.map(routes::pick).orElse(Rule.INVALID_PATH), sent);
        } else {
            byOffer(exchange, path.substring(BY_OFFER.length()));
        }
    }

    /** Whatever is no name of an offer is no key of the table either. */
    private void byOffer(HttpServerExchange exchange, String key) {
        int slash = key.indexOf('/');
        if (slash < 1 || slash == key.length() - 1) {
            serve(exchange, Rule.UNKNOWN_OFFER, Optional.empty());
        } else {
            Ref offer = new Ref(key.substring(0, slash), key.substring(slash + 1));
            Optional<RequestPath> sent = forwarded(exchange);
            serve(exchange, routes.pick(offer, sent), sent);
        }
    }

    private void serve(HttpServerExchange exchange, Rule rule, Optional<RequestPath> sent) {
        AccessEntry.rule(exchange, rule);
        Access access = rule.accessAt(clock.instant());
        if (rule.door() != null && !(access instanceof Access.Refused)) {
            AgentDesk.notHere().write(exchange);
            return;
        }
        switch (access) {
            case Access.Free free -> Answer.OPEN.write(exchange);
            case Access.Refused refused -> Answer.of(refused).write(exchange);
            case Access.SignIn part -> signIn(new Guest(exchange, host(exchange), method(exchange), sent, part));
            case Access.Paid paid -> {
                Sale sale = new Sale(exchange, rule.labels(), paid.terms(), urls(exchange, sent, paid.terms()));
                checkout.serve(
                        sale,
                        payment -> detached.answer(
                                exchange,
                                () -> answer(sale, checkout.till(sale, payment).take(Fulfilment.NONE))));
            }
        }
    }

    private void signIn(Guest guest) {
        if (desk.concerns(guest)) {
            desk.attend(guest, null);
        } else {
            desk.serve(guest, wallet -> Answer.signedIn(wallet).onIoThread(guest.exchange()));
        }
    }

    private Answer answer(Sale sale, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Passed passed -> Answer.of(passed);
            case Verdict.Denied denial -> checkout.answer(sale, denial);
        };
    }

    private static List<String> urls(HttpServerExchange exchange, Optional<RequestPath> sent, Terms terms) {
        String proto = ClientRequest.only(exchange, X_FORWARDED_PROTO).orElse("");
        return ResourceUrl.candidates(proto, host(exchange), sent, terms.path());
    }

    private static String method(HttpServerExchange exchange) {
        return ClientRequest.only(exchange, X_FORWARDED_METHOD)
                .orElseGet(() -> exchange.getRequestMethod().toString());
    }

    private static String host(HttpServerExchange exchange) {
        return ClientRequest.only(exchange, X_FORWARDED_HOST)
                .or(() -> ClientRequest.only(exchange, Headers.HOST))
                .orElse("");
    }

    /** Empty unless it was forwarded exactly once and can be read in one way. */
    private static Optional<RequestPath> forwarded(HttpServerExchange exchange) {
        return ClientRequest.only(exchange, X_FORWARDED_URI).flatMap(RequestPath::parse);
    }
}
