package io.offerflow.verifier.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import io.offerflow.verifier.ledger.Change;
import io.offerflow.verifier.ledger.PaymentRecord;
import io.offerflow.verifier.ledger.State;
import io.offerflow.verifier.x402.FacilitatorText;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What somebody found out about a settlement whose outcome was unknown.
 *
 * @param transaction for SETTLED only
 * @param credit which transfer of the transaction, where it holds several; usually empty
 */
record OutcomeReport(State state, String transaction, String credit, String detail) {
    private static final Set<State> REPORTABLE = Set.of(State.SETTLED, State.FAILED, State.EXPIRED, State.UNRESOLVED);
    private static final Pattern TRANSACTION = Pattern.compile("[0-9A-Za-z]{1,130}");
    private static final Pattern CREDIT = Pattern.compile("[0-9A-Za-z:._-]{0,64}");

    /** Empty where the JSON is no report: another state, or a settlement without a transaction. */
    static Optional<OutcomeReport> read(byte[] body) {
        try {
            JsonNode json = Json.mapper().readTree(body);
            String transaction = json.path("transaction").asText("");
            String credit = json.path("credit").asText("");
            return State.find(json.path("state").asText(""))
                    .filter(REPORTABLE::contains)
                    .filter(state -> (state == State.SETTLED)
                            == TRANSACTION.matcher(transaction).matches())
                    .filter(state -> CREDIT.matcher(credit).matches())
                    .map(state -> new OutcomeReport(
                            state,
                            transaction,
                            credit,
                            FacilitatorText.clean(json.path("detail").asText(""))));
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    Change change(String id) {
        return state == State.SETTLED
                ? new Change.Settled(id, transaction, credit, null)
                : new Change.Resolved(id, state, detail);
    }

    /** The ledger says the same already. */
    boolean stands(PaymentRecord payment) {
        return payment.state() == state
                && (state != State.SETTLED || payment.transaction().equalsIgnoreCase(transaction));
    }
}
