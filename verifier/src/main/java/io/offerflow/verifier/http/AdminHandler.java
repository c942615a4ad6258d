package io.offerflow.verifier.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.gate.GateReport;
import io.offerflow.verifier.route.GateRoutes;
import io.offerflow.verifier.route.RouteTable;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the gate has loaded, for the controller and for people: {@code /routes}, {@code /routes/<namespace>/<name>}, {@code /metrics}. */
final class AdminHandler implements HttpHandler {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final Pattern ROUTE = Pattern.compile("/routes/([a-z0-9.-]{1,253})/([a-z0-9.-]{1,253})");

    private final GateRoutes routes;
    private final PrometheusMeterRegistry metrics;
    private final Detached detached;
    /** Tells tables of different processes apart, as their versions both start at 1. */
    private final String instance;

    AdminHandler(GateRoutes routes, PrometheusMeterRegistry metrics, Detached detached, Instant started) {
        this.routes = routes;
        this.metrics = metrics;
        this.detached = detached;
        this.instance = Long.toHexString(started.toEpochMilli());
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        String path = exchange.getRequestURI();
        boolean reading = exchange.getRequestMethod().equals(Methods.GET)
                || exchange.getRequestMethod().equals(Methods.HEAD);
        Matcher route = ROUTE.matcher(path);
        if (!reading) {
            Answer.plain(405, "only GET is answered here", "method_not_allowed").write(exchange);
        } else if (route.matches()) {
            report(new Ref(route.group(1), route.group(2))).write(exchange);
        } else if (path.equals("/routes")) {
            String known = exchange.getRequestHeaders().getFirst(Headers.IF_NONE_MATCH);
            detached.answer(exchange, () -> reports(known));
        } else if (path.equals("/metrics")) {
            detached.answer(exchange, () -> Answer.text(200, PROMETHEUS, metrics.scrape()));
        } else {
            Answer.plain(404, "there are /routes, /routes/<namespace>/<name>, /settlements, /metrics", "not_found")
                    .write(exchange);
        }
    }

    private Answer report(Ref offer) {
        Optional<GateReport> report = routes.offers().report(offer);
        GateReport unknown =
                new GateReport(offer.namespace(), offer.name(), null, 0, null, GateReport.State.Unknown, null, null);
        return json(report.isPresent() ? 200 : 404, report.orElse(unknown));
    }

    private Answer reports(@Nullable String known) {
        RouteTable table = routes.offers();
        String etag = "\"" + instance + "-" + table.version() + "\"";
        Answer.Header tag = new Answer.Header(Headers.ETAG, etag);
        if (etag.equals(known)) {
            return new Answer(304, List.of(tag), new byte[0]);
        }
        Answer answer = json(200, table.reports());
        List<Answer.Header> headers = new ArrayList<>(answer.headers());
        headers.add(tag);
        return new Answer(200, headers, answer.body());
    }

    private static Answer json(int status, Object value) {
        try {
            return Answer.text(status, "application/json", Json.mapper().writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("reports are plain values", e);
        }
    }
}
