package io.offerflow.verifier.http;

import io.offerflow.api.Ref;
import io.offerflow.api.route.Settlement;
import io.offerflow.verifier.http.AccessEntry.Asked;
import io.offerflow.verifier.http.BodyIntake.Body;
import io.offerflow.verifier.http.Checkout.Sale;
import io.offerflow.verifier.http.GateServer.Proxying;
import io.offerflow.verifier.http.SignInDesk.Guest;
import io.offerflow.verifier.pay.Verdict;
import io.offerflow.verifier.proxy.Customer;
import io.offerflow.verifier.proxy.Delivery;
import io.offerflow.verifier.proxy.HeldBytes;
import io.offerflow.verifier.proxy.OutgoingCall;
import io.offerflow.verifier.proxy.ProxiedSale.Mode;
import io.offerflow.verifier.proxy.Target;
import io.offerflow.verifier.proxy.Till;
import io.offerflow.verifier.proxy.Upstream.Call;
import io.offerflow.verifier.route.Access;
import io.offerflow.verifier.route.GateRoutes;
import io.offerflow.verifier.route.RequestPath;
import io.offerflow.verifier.route.Rule;
import io.offerflow.verifier.route.SeriesLabels;
import io.offerflow.verifier.x402.Problem;
import io.offerflow.verifier.x402.ResourceUrl;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves offers on the public listener: finds the rule by path, takes the payment around the upstream's work, and relays the answer. What
 * no offer serves is 404. Headers that only a trusted proxy may set mean nothing here.
 */
final class ProxyHandler implements HttpHandler {
    /** TRACE would show the client what the gate adds for the upstream, its key among it; a tunnel is no request for a resource. */
    private static final Set<HttpString> NOT_PASSED_ON = Set.of(Methods.TRACE, Methods.CONNECT);

    private final GateRoutes routes;
    private final Checkout checkout;
    private final SignInDesk desk;
    private final Detached detached;
    private final Proxying proxying;
    private final BodyIntake bodies;
    private final PaidIntake payments;
    private final AccessLog log;
    private final InstantSource clock;

    record Parts(
            GateRoutes routes,
            Checkout checkout,
            SignInDesk desk,
            Detached detached,
            Proxying proxying,
            AccessLog log,
            InstantSource clock) {}

    ProxyHandler(Parts parts) {
        this.routes = parts.routes();
        this.checkout = parts.checkout();
        this.desk = parts.desk();
        this.detached = parts.detached();
        this.proxying = parts.proxying();
        this.bodies = new BodyIntake(proxying.memory(), proxying.sale().idle());
        this.payments = new PaidIntake(checkout, detached, proxying);
        this.log = parts.log();
        this.clock = parts.clock();
    }

    /** A request to a rule of this offer. */
    private record Visit(HttpServerExchange exchange, Ref offer, OutgoingCall.Asked asked) {
        RequestPath path() {
            return asked.path();
        }
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        if (!log.off()) {
            String method = exchange.getRequestMethod().toString();
            log.follow(
                    exchange,
                    new Asked("proxy", method, ClientRequest.host(exchange), clock.instant(), System.nanoTime()));
        }
        Optional<String> missing = routes.notReady();
        if (missing.isPresent()) {
            Answer.notReady(missing.get()).write(exchange);
        } else if (NOT_PASSED_ON.contains(exchange.getRequestMethod())) {
            Answer.plain(501, "this method is not passed on", "method_not_supported")
                    .write(exchange);
        } else if (!ClientRequest.namesAHost(exchange)) {
            Answer.plain(400, "the Host header names no host", "invalid_host").write(exchange);
        } else {
            RequestPath.parse(ClientRequest.target(exchange))
                    .ifPresentOrElse(
                            path -> visit(exchange, path), () -> unreadable().write(exchange));
        }
    }

    private void visit(HttpServerExchange exchange, RequestPath path) {
        Function<RequestPath, Rule> rules = routes.now();
        Rule rule = rules.apply(path);
        AccessEntry.rule(exchange, rule);
        OutgoingCall.Asked asked =
                new OutgoingCall.Asked(exchange.getRequestMethod().toString(), path, other -> RequestPath.parse(other)
                        .filter(read -> rules.apply(read) == rule)
                        .isPresent());
        Optional<Visit> visit = offer(rule.labels()).map(ref -> new Visit(exchange, ref, asked));
        Access access = rule.accessAt(clock.instant());
        Optional<Answer> atTheDoor = AgentDesk.answer(exchange, rule, access, asked);
        if (atTheDoor.isPresent() && !atDesk(exchange, access, asked)) {
            atTheDoor.get().write(exchange);
            return;
        }
        switch (access) {
            case Access.Refused refused ->
                (rule.equals(Rule.NO_ROUTE) ? nothingHere() : Answer.of(refused)).write(exchange);
            case Access.SignIn part -> signIn(new Visit(exchange, part.offer(), asked), guest(exchange, asked, part));
            case Access.Free free ->
                visit.ifPresentOrElse(this::free, () -> nothingHere().write(exchange));
            case Access.Paid paid ->
                visit.ifPresentOrElse(
                        known -> paid(known, rule, paid), () -> nothingHere().write(exchange));
        }
    }

    private void free(Visit visit) {
        bodies.read(
                visit.exchange(),
                proxying.maxBody(),
                Answer::busy,
                body -> work(visit, body, () -> pass(visit, body.bytes(), "")));
    }

    private static Guest guest(HttpServerExchange exchange, OutgoingCall.Asked asked, Access.SignIn part) {
        return new Guest(exchange, ClientRequest.host(exchange), asked.method(), Optional.of(asked.path()), part);
    }

    /** Where wallets sign in is the gate's own, whatever is guarded. */
    private boolean atDesk(HttpServerExchange exchange, Access access, OutgoingCall.Asked asked) {
        return access instanceof Access.SignIn part && desk.concerns(guest(exchange, asked, part));
    }

    private void signIn(Visit visit, Guest guest) {
        HttpServerExchange exchange = visit.exchange();
        if (desk.concerns(guest)) {
            bodies.read(exchange, SignInDesk.MAX_BODY, Answer::busy, body -> desk.attend(guest, body.bytes()));
        } else if (desk.anonymous(guest)) {
            desk.ask(guest).write(exchange);
        } else {
            bodies.read(
                    exchange,
                    proxying.maxBody(),
                    Answer::busy,
                    body -> desk.serve(guest, wallet -> pass(visit, body.bytes(), wallet)));
        }
    }

    /** Asks the upstream without taking money. */
    private void pass(Visit visit, byte[] body, String wallet) throws InterruptedException {
        switch (proxying.targets().apply(visit.offer())) {
            case Target.Lookup.Unavailable none -> unavailable().onIoThread(visit.exchange());
            case Target.Lookup.Found found -> {
                AccessEntry.note(visit.exchange(), Note.PASSED);
                Optional<Call> call = ClientRequest.outgoing(visit.exchange(), visit.asked(), body, !wallet.isEmpty())
                        .to(
                                found.target(),
                                new Customer(
                                        wallet,
                                        visit.offer(),
                                        proxying.occasions().get()));
                deliver(visit, call.isPresent() ? proxying.sale().free(call.get()) : new Delivery.Unsendable());
            }
        }
    }

    private void paid(Visit visit, Rule rule, Access.Paid paid) {
        List<String> urls = ResourceUrl.candidates(
                visit.exchange().getRequestScheme(),
                ClientRequest.host(visit.exchange()),
                Optional.of(visit.path()),
                paid.terms().path());
        Sale sale = new Sale(visit.exchange(), rule.labels(), paid.terms(), urls);
        checkout.serve(
                sale,
                payment -> payments.read(
                        sale, payment, (till, body) -> work(visit, body, () -> sell(visit, sale, till, body.bytes()))));
    }

    private void sell(Visit visit, Sale sale, Till till, byte[] body) throws InterruptedException {
        switch (proxying.targets().apply(visit.offer())) {
            case Target.Lookup.Unavailable none ->
                checkout.denied(sale, Verdict.denied(Problem.UPSTREAM_UNAVAILABLE, ""))
                        .onIoThread(visit.exchange());
            case Target.Lookup.Found found -> {
                Mode mode = sale.terms().settlement() == Settlement.OnSuccess ? Mode.ON_SUCCESS : Mode.UPFRONT;
                Optional<Call> call = ClientRequest.outgoing(visit.exchange(), visit.asked(), body, true)
                        .to(found.target(), new Customer(till.payer(), visit.offer(), till.payment()));
                try (HeldBytes.Share held = proxying.memory().share()) {
                    Delivery delivery = call.isPresent()
                            ? proxying.sale().paid(till, mode, call.get(), held)
                            : new Delivery.Unsendable();
                    if (delivery instanceof Delivery.Denied denied) {
                        checkout.answer(sale, denied.verdict()).onIoThread(visit.exchange());
                    } else {
                        deliver(visit, delivery);
                    }
                }
            }
        }
    }

    private void deliver(Visit visit, Delivery delivery) throws InterruptedException {
        Relay.deliver(visit.exchange(), delivery, proxying.sale().idle());
    }

    /** The work holds the body too: it goes on when its client has hung up. */
    private void work(Visit visit, Body body, Detached.Work work) {
        HeldBytes.Share share = body.share().also();
        detached.run(visit.exchange(), () -> {
            try (share) {
                work.run();
            }
        });
    }

    private static Optional<Ref> offer(@Nullable SeriesLabels labels) {
        return labels == null || labels.offerName().isEmpty()
                ? Optional.empty()
                : Optional.of(new Ref(labels.offerNamespace(), labels.offerName()));
    }

    private static Answer nothingHere() {
        return Answer.plain(404, "no service here", "no_route");
    }

    private static Answer unreadable() {
        return Answer.plain(403, "the path cannot be read safely", "invalid_path");
    }

    private static Answer unavailable() {
        return Answer.plain(503, "the seller cannot deliver now", "upstream_unavailable");
    }
}
