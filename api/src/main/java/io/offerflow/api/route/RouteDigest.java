package io.offerflow.api.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.offerflow.api.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The digest of an effective route. JSON arrays keep neighbouring texts apart, whatever they hold. */
final class RouteDigest {
    private RouteDigest() {}

    static String of(String type, String path, List<RouteRule> rules, Settlement settlement, GateMode gate) {
        List<Object> canonical = List.of(
                type,
                path,
                settlement.name(),
                gate.name(),
                rules.stream().map(RouteDigest::rule).toList());
        try {
            byte[] json = Json.mapper().writeValueAsString(canonical).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json), 0, 8);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("lists of text serialise, and every JDK has SHA-256", e);
        }
    }

    private static List<Object> rule(RouteRule rule) {
        return switch (rule.charge()) {
            case Charge.Free free -> List.of(rule.path().text(), "free");
            case Charge.SignIn signIn -> List.of(rule.path().text(), "auth");
            case Charge.Paid paid ->
                List.of(
                        rule.path().text(),
                        "paid",
                        paid.requirements().stream()
                                .map(RouteDigest::requirement)
                                .toList());
        };
    }

    private static List<Object> requirement(Requirement r) {
        return List.of(
                r.scheme(),
                r.chain().caip2(),
                List.of(
                        r.token().address(),
                        r.token().symbol(),
                        r.token().decimals(),
                        r.token().method().wire(),
                        r.token().name(),
                        r.token().version()),
                r.amount().toString(),
                r.payTo(),
                r.maxTimeoutSeconds(),
                r.extras());
    }
}
