package io.offerflow.verifier.http;

import io.offerflow.api.Ref;
import io.offerflow.api.gate.GateReport;
import io.offerflow.verifier.http.FormerPrice.Purchase;
import io.offerflow.verifier.ledger.Seller;
import io.offerflow.verifier.pay.Examined;
import io.offerflow.verifier.pay.PaymentFlow;
import io.offerflow.verifier.pay.PaymentFlow.Examination;
import io.offerflow.verifier.pay.Verdict;
import io.offerflow.verifier.route.Access;
import io.offerflow.verifier.route.GateRoutes;
import io.offerflow.verifier.route.RequestPath;
import io.offerflow.verifier.route.Rule;
import io.offerflow.verifier.route.SeriesLabels;
import io.offerflow.verifier.route.Terms;
import io.offerflow.verifier.x402.Challenge;
import io.offerflow.verifier.x402.Challenges;
import io.offerflow.verifier.x402.Problem;
import io.offerflow.verifier.x402.ResourceUrl;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers a proxy's authorisation request: {@code /verify} by the forwarded path, {@code /verify/<namespace>/<name>} for exactly that
 * offer. 2xx lets the request pass, everything else goes to the buyer.
 */
final class VerifyHandler implements HttpHandler {
    private static final HttpString X_FORWARDED_URI = new HttpString("X-Forwarded-Uri");
    private static final HttpString X_FORWARDED_HOST = new HttpString("X-Forwarded-Host");
    private static final HttpString X_FORWARDED_PROTO = new HttpString("X-Forwarded-Proto");
    private static final List<HttpString> PAYMENT_HEADERS =
            List.of(new HttpString("PAYMENT-SIGNATURE"), new HttpString("X-PAYMENT"));
    private static final String BY_PATH = "/verify";
    private static final String BY_OFFER = "/verify/";

    private final GateRoutes routes;
    private final PaymentFlow flow;
    private final Supplier<URI> facilitator;
    private final Detached detached;
    private final GateMetrics metrics;
    private final InstantSource clock;
    private final Challenges challenges = new Challenges();

    /** What the handler works with; {@code facilitator} is asked once for each payment. */
    record Parts(
            GateRoutes routes, PaymentFlow flow, Supplier<URI> facilitator, GateMetrics metrics, InstantSource clock) {}

    VerifyHandler(Parts parts, Detached detached) {
        this.routes = parts.routes();
        this.flow = parts.flow();
        this.facilitator = parts.facilitator();
        this.metrics = parts.metrics();
        this.clock = parts.clock();
        this.detached = detached;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        String path = exchange.getRequestURI();
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
        switch (rule.accessAt(clock.instant())) {
            case Access.Free free -> Answer.OPEN.write(exchange);
            case Access.Refused refused -> Answer.of(refused).write(exchange);
            case Access.SignIn signIn -> Answer.signInRequired().write(exchange);
            case Access.Paid paid ->
                paid(new Sale(exchange, rule.labels(), paid.terms(), urls(exchange, sent, paid.terms())));
        }
    }

    /** One request to a paid rule. */
    private record Sale(HttpServerExchange exchange, @Nullable SeriesLabels labels, Terms terms, List<String> urls) {}

    private void paid(Sale sale) {
        metrics.request(sale.labels());
        List<String> payments = payments(sale.exchange());
        if (payments.isEmpty()) {
            metrics.paymentRequired(sale.labels());
            Challenge challenge = challenges.unpaid(sale.terms(), sale.urls());
            Answer answer = fromBrowser(sale.exchange())
                    ? Answer.page(sale.terms(), sale.urls().getFirst(), challenge)
                    : Answer.of(challenge);
            answer.write(sale.exchange());
        } else if (payments.size() > 1) {
            denied(sale, Verdict.denied(Problem.INVALID_PAYMENT_HEADER, "there is more than one payment header"))
                    .write(sale.exchange());
        } else if (sale.terms().upstreamDown()) {
            denied(sale, Verdict.denied(Problem.UPSTREAM_UNAVAILABLE, "")).write(sale.exchange());
        } else {
            Purchase purchase =
                    new Purchase(payments.getFirst(), sale.terms(), sale.urls().getFirst());
            switch (examine(purchase)) {
                case Examination.Stop stop -> stopped(sale, purchase, stop.denial());
                case Examination.Proceed go -> detached.answer(sale.exchange(), () -> settled(sale, go.payment()));
            }
        }
    }

    /** The amount may be the one that was asked for until a moment ago. */
    private void stopped(Sale sale, Purchase purchase, Verdict.Denied denial) {
        Optional<FormerPrice> former = denial.problem() == Problem.NO_MATCHING_REQUIREMENT
                ? FormerPrice.find(purchase, clock.instant(), this::examine)
                : Optional.empty();
        if (former.isPresent()) {
            detached.answer(sale.exchange(), () -> settled(sale, former.get()));
        } else {
            denied(sale, denial).write(sale.exchange());
        }
    }

    private Examination examine(Purchase purchase) {
        return flow.examine(purchase.header(), purchase.terms(), facilitator.get(), purchase.url());
    }

    private Answer settled(Sale sale, Examined payment) {
        return answer(sale, flow.carryOut(payment, seller(sale)));
    }

    private Answer settled(Sale sale, FormerPrice former) {
        Verdict verdict = flow.carryOut(former.payment(), seller(sale));
        former.ended(verdict);
        return answer(sale, verdict);
    }

    private Answer answer(Sale sale, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Passed passed -> {
                metrics.passed(sale.labels(), passed.receipt().isPresent());
                yield Answer.of(passed);
            }
            case Verdict.Denied denial -> denied(sale, denial);
        };
    }

    /** Who is paid, for the book; read at the moment of the sale. */
    private Seller seller(Sale sale) {
        SeriesLabels labels = sale.labels();
        if (labels == null || labels.offerName().isEmpty()) {
            return Seller.NONE;
        }
        String uid = routes.offers()
                .report(new Ref(labels.offerNamespace(), labels.offerName()))
                .map(GateReport::uid)
                .orElse("");
        return new Seller(labels.offerNamespace(), labels.offerName(), uid);
    }

    /** As the official servers tell a person from a program. */
    private static boolean fromBrowser(HttpServerExchange exchange) {
        String accept = exchange.getRequestHeaders().getFirst(Headers.ACCEPT);
        String agent = exchange.getRequestHeaders().getFirst(Headers.USER_AGENT);
        return accept != null && agent != null && accept.contains("text/html") && agent.contains("Mozilla");
    }

    private Answer denied(Sale sale, Verdict.Denied denial) {
        metrics.failed(sale.labels(), denial.problem());
        return Answer.of(denial, sale.terms(), sale.urls());
    }

    private static List<String> urls(HttpServerExchange exchange, Optional<RequestPath> sent, Terms terms) {
        String host = only(exchange, X_FORWARDED_HOST)
                .or(() -> only(exchange, Headers.HOST))
                .orElse("");
        String proto = only(exchange, X_FORWARDED_PROTO).orElse("");
        return ResourceUrl.candidates(proto, host, sent, terms.path());
    }

    /** The values of the first kind of payment header that is there; a blank one is none. */
    private static List<String> payments(HttpServerExchange exchange) {
        for (HttpString name : PAYMENT_HEADERS) {
            HeaderValues values = exchange.getRequestHeaders().get(name);
            if (values != null && !(values.size() == 1 && values.getFirst().isBlank())) {
                return values;
            }
        }
        return List.of();
    }

    /** Empty unless it was forwarded exactly once and can be read in one way. */
    private static Optional<RequestPath> forwarded(HttpServerExchange exchange) {
        return only(exchange, X_FORWARDED_URI).flatMap(RequestPath::parse);
    }

    private static Optional<String> only(HttpServerExchange exchange, HttpString name) {
        HeaderValues values = exchange.getRequestHeaders().get(name);
        return values == null || values.size() != 1 ? Optional.empty() : Optional.of(values.getFirst());
    }
}
