package io.offerflow.verifier.http;

import io.offerflow.api.Ref;
import io.offerflow.api.gate.GateReport;
import io.offerflow.verifier.http.FormerPrice.Purchase;
import io.offerflow.verifier.ledger.Seller;
import io.offerflow.verifier.pay.Examined;
import io.offerflow.verifier.pay.Fulfilment;
import io.offerflow.verifier.pay.PaymentFlow;
import io.offerflow.verifier.pay.PaymentFlow.Examination;
import io.offerflow.verifier.pay.PaymentFlow.Foresight;
import io.offerflow.verifier.pay.Verdict;
import io.offerflow.verifier.proxy.Till;
import io.offerflow.verifier.route.GateRoutes;
import io.offerflow.verifier.route.SeriesLabels;
import io.offerflow.verifier.route.Terms;
import io.offerflow.verifier.x402.Challenge;
import io.offerflow.verifier.x402.Challenges;
import io.offerflow.verifier.x402.Denials;
import io.offerflow.verifier.x402.Problem;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What both listeners do with a request to a paid rule, up to the payment that passed every check that costs nothing. */
final class Checkout {
    private static final List<HttpString> PAYMENT_HEADERS =
            List.of(new HttpString("PAYMENT-SIGNATURE"), new HttpString("X-PAYMENT"));

    private final Challenges challenges = new Challenges();
    private final Denials denials = new Denials();
    private final Parts parts;

    /** What is worked with; {@code facilitator} is asked once for each payment. */
    record Parts(
            GateRoutes routes, PaymentFlow flow, Supplier<URI> facilitator, GateMetrics metrics, InstantSource clock) {}

    /** One request to a paid rule. */
    record Sale(HttpServerExchange exchange, @Nullable SeriesLabels labels, Terms terms, List<String> urls) {}

    Checkout(Parts parts) {
        this.parts = parts;
    }

    /** Whether a request carries something that is meant to be a payment. */
    static boolean pays(HttpServerExchange exchange) {
        return !payments(exchange).isEmpty();
    }

    /** Answers at once, or hands the payment to {@code paying}; never blocks. Must run on the exchange's I/O thread. */
    void serve(Sale sale, Consumer<Examined> paying) {
        List<String> payments = payments(sale.exchange());
        if (payments.isEmpty()) {
            parts.metrics().unpaid(sale.labels());
            unpaid(sale).write(sale.exchange());
        } else {
            parts.metrics().paying(sale.labels());
            present(sale, payments, paying);
        }
    }

    private void present(Sale sale, List<String> payments, Consumer<Examined> paying) {
        if (payments.size() > 1) {
            denied(sale, Verdict.denied(Problem.INVALID_PAYMENT_HEADER, "there is more than one payment header"))
                    .write(sale.exchange());
        } else if (sale.terms().upstreamDown()) {
            denied(sale, Verdict.denied(Problem.UPSTREAM_UNAVAILABLE, "")).write(sale.exchange());
        } else {
            Purchase purchase =
                    new Purchase(payments.getFirst(), sale.terms(), sale.urls().getFirst());
            switch (examine(purchase)) {
                case Examination.Stop stop -> denied(sale, stop.denial()).write(sale.exchange());
                case Examination.Recall recall -> paying.accept(former(purchase).orElse(recall.payment()));
                case Examination.Proceed go -> paying.accept(go.payment());
            }
        }
    }

    /** The answer to a payment that no till took, counted. */
    Answer denied(Sale sale, Verdict.Denied denial) {
        count(sale, denial);
        return answer(sale, denial);
    }

    /** The answer to a payment that a till has counted. */
    Answer answer(Sale sale, Verdict.Denied denial) {
        return Answer.of(denial, sale.terms(), sale.urls(), denials);
    }

    private void count(Sale sale, Verdict verdict) {
        switch (verdict) {
            case Verdict.Passed passed ->
                parts.metrics().passed(sale.labels(), passed.receipt().isPresent());
            case Verdict.Denied denied -> parts.metrics().failed(sale.labels(), denied.problem());
        }
    }

    private static void note(HttpServerExchange exchange, Verdict verdict) {
        switch (verdict) {
            case Verdict.Passed passed -> {
                AccessEntry.note(exchange, Note.PASSED);
                AccessEntry.payment(exchange, passed.settlement().orElse(""));
            }
            case Verdict.Denied denied -> {
                AccessEntry.note(exchange, Note.denied(denied.problem().code()));
                AccessEntry.payment(exchange, denied.settlement().orElse(""));
            }
        }
    }

    private Answer unpaid(Sale sale) {
        Challenge challenge = challenges.unpaid(sale.terms(), sale.urls());
        return Browser.sent(sale.exchange())
                ? Answer.page(sale.terms(), sale.urls().getFirst(), challenge)
                : Answer.of(challenge);
    }

    /** The amount may be the one that was asked for until a moment ago. */
    private Optional<Examined> former(Purchase purchase) {
        return FormerPrice.find(purchase, parts.clock().instant(), this::examine);
    }

    private Examination examine(Purchase purchase) {
        return parts.flow()
                .examine(
                        purchase.header(), purchase.terms(), parts.facilitator().get(), purchase.url());
    }

    /** Looks at the signature before its time. Blocks. */
    Foresight foresee(Examined payment) {
        return parts.flow().foresee(payment);
    }

    Till till(Sale sale, Examined payment) {
        return new Till() {
            @Override
            public String payer() {
                return payment.payer();
            }

            @Override
            public String payment() {
                return payment.payment();
            }

            @Override
            public Instant until() {
                return payment.validBefore();
            }

            @Override
            public Verdict take(Fulfilment work) {
                Verdict verdict = parts.flow().carryOut(payment, seller(sale), work);
                count(sale, verdict);
                note(sale.exchange(), verdict);
                return verdict;
            }
        };
    }

    /** Who is paid, for the book; read at the moment of the sale. */
    private Seller seller(Sale sale) {
        SeriesLabels labels = sale.labels();
        if (labels == null || labels.offerName().isEmpty()) {
            return Seller.NONE;
        }
        String uid = parts.routes()
                .offers()
                .report(new Ref(labels.offerNamespace(), labels.offerName()))
                .map(GateReport::uid)
                .orElse("");
        return new Seller(labels.offerNamespace(), labels.offerName(), uid);
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
}
