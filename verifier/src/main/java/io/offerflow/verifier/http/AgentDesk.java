package io.offerflow.verifier.http;

import io.offerflow.verifier.proxy.OutgoingCall.Asked;
import io.offerflow.verifier.route.Access;
import io.offerflow.verifier.route.AgentDoor;
import io.offerflow.verifier.route.Rule;
import io.offerflow.verifier.x402.Wire;
import io.undertow.server.HttpServerExchange;
import java.util.List;
import java.util.Optional;

/**
 * Stands before an agent: turns away what buyers may not ask before any payment is asked for or looked at, and answers itself what costs
 * nothing, so that nobody reaches the agent unpaid.
 */
final class AgentDesk {
    private static final String LOOKING = "GET, HEAD, POST";

    private AgentDesk() {}

    /** Empty where the rule decides: for what is no agent's, for a question, and for somebody who only wants to see the price. */
    static Optional<Answer> answer(HttpServerExchange exchange, Rule rule, Access access, Asked asked) {
        AgentDoor door = rule.door();
        if (door == null || access instanceof Access.Refused) {
            return Optional.empty();
        }
        boolean forSale = access instanceof Access.Paid && !Checkout.pays(exchange);
        return switch (door.wish(asked.path(), asked.method())) {
            // Under its short names only where the full one has the same rule: a free greeting gives no free chat.
            case CHAT ->
                asked.alike().test(door.path() + AgentDoor.CHAT) ? Optional.empty() : Optional.of(nothing(door));
            case MODELS -> Optional.of(models(door));
            case LOOK -> forSale ? Optional.empty() : Optional.of(wrongMethod(door, LOOKING));
            case CHAT_OTHERWISE -> Optional.of(wrongMethod(door, "POST"));
            case MODELS_OTHERWISE -> Optional.of(wrongMethod(door, "GET, HEAD"));
            case NOTHING -> Optional.of(nothing(door));
        };
    }

    /** A gateway that asks before each request passes requests on as they are, and without the agent's key. */
    static Answer notHere() {
        return Answer.plain(
                403, "an agent is served by the gate's public listener, which takes the payment", "not_served_here");
    }

    private static Answer nothing(AgentDoor door) {
        return Answer.plain(404, "an agent is asked with " + question(door), "no_route");
    }

    private static Answer wrongMethod(AgentDoor door, String methods) {
        return Answer.notAllowed("an agent is asked with " + question(door), methods);
    }

    private static String question(AgentDoor door) {
        return "POST " + door.path() + AgentDoor.CHAT;
    }

    /** As clients of chat models look for it before they ask. */
    private static Answer models(AgentDoor door) {
        byte[] body = Wire.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            json.writeStartObject();
            json.writeStringField("id", door.model());
            json.writeStringField("object", "model");
            json.writeNumberField("created", 0);
            json.writeStringField("owned_by", "offerflow");
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        });
        return new Answer(200, List.of(Answer.JSON, Answer.NO_STORE), body);
    }
}
