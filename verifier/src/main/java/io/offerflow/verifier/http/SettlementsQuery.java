package io.offerflow.verifier.http;

import io.offerflow.verifier.ledger.PaymentLedger;
import io.offerflow.verifier.ledger.PaymentRecord;
import io.offerflow.verifier.ledger.State;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lists settlements of a state, the longest unchanged first, at most {@link #LIMIT}. With {@code If-None-Match} and {@code wait} it answers
 * when the list has changed, or 304 when the wait has ended.
 */
final class SettlementsQuery {
    static final int LIMIT = 500;

    private static final int MAX_WAIT_SECONDS = 30;
    /** Other replicas write too, so the database is what must be asked. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final Pattern WAIT = Pattern.compile("(\\d{1,2})s");

    private final PaymentLedger ledger;

    record Question(State state, Duration patience, @Nullable String known) {}

    SettlementsQuery(PaymentLedger ledger) {
        this.ledger = ledger;
    }

    /** Empty when it cannot be answered. */
    static Optional<Question> read(HttpServerExchange exchange) {
        String known = exchange.getRequestHeaders().getFirst(Headers.IF_NONE_MATCH);
        Optional<State> state = only(exchange, "state").flatMap(State::find).filter(found -> found != State.SETTLED);
        Matcher wait = WAIT.matcher(only(exchange, "wait").orElse("0s"));
        if (state.isEmpty() || !wait.matches() || Integer.parseInt(wait.group(1)) > MAX_WAIT_SECONDS) {
            return Optional.empty();
        }
        return Optional.of(new Question(state.get(), Duration.ofSeconds(Integer.parseInt(wait.group(1))), known));
    }

    Answer answer(Question question) {
        long looks = question.patience().dividedBy(LOOK);
        List<PaymentRecord> found = ledger.list(question.state(), LIMIT);
        while (tag(found).equals(question.known()) && looks > 0 && pause()) {
            looks--;
            found = ledger.list(question.state(), LIMIT);
        }
        Answer.Header tag = new Answer.Header(Headers.ETAG, tag(found));
        if (tag.value().equals(question.known())) {
            return new Answer(304, List.of(tag), new byte[0]);
        }
        Answer answer = SettlementsHandler.json(200, SettlementJson.forController(found));
        List<Answer.Header> headers = new ArrayList<>(answer.headers());
        headers.add(tag);
        return new Answer(200, headers, answer.body());
    }

    private static String tag(List<PaymentRecord> found) {
        int hash = found.stream()
                .mapToInt(payment -> Objects.hash(payment.id(), payment.updatedAt()))
                .reduce(1, (sum, next) -> 31 * sum + next);
        return "\"" + found.size() + "-" + Integer.toHexString(hash) + "\"";
    }

    private static boolean pause() {
        try {
            Thread.sleep(LOOK);
            return true;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Optional<String> only(HttpServerExchange exchange, String name) {
        Deque<String> values = exchange.getQueryParameters().get(name);
        return values == null || values.size() != 1 ? Optional.empty() : Optional.of(values.getFirst());
    }
}
