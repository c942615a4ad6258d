package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The {@code labelSelector} query parameter: {@code =}, {@code ==}, {@code !=}, {@code in}, {@code notin}, {@code key}, {@code !key}. */
final class LabelSelector {

    private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)");
    private static final Pattern COMMA_OUTSIDE_PARENTHESES = Pattern.compile(",(?![^(]*\\))");

    private LabelSelector() {}

    static Predicate<JsonNode> parse(String selector) {
        List<Predicate<JsonNode>> all = new ArrayList<>();
        for (String part : COMMA_OUTSIDE_PARENTHESES.split(selector)) {
            if (!part.isBlank()) {
                all.add(requirement(part.strip()));
            }
        }
        return object -> {
            JsonNode labels = object.path("metadata").path("labels");
            return all.stream().allMatch(requirement -> requirement.test(labels));
        };
    }

    private static Predicate<JsonNode> requirement(String text) {
        Matcher set = SET.matcher(text);
        if (set.matches()) {
            Set<String> values =
                    Arrays.stream(set.group(3).split(",")).map(String::strip).collect(Collectors.toSet());
            boolean in = set.group(2).equals("in");
            return labels -> in == (labels.has(set.group(1)) && values.contains(value(labels, set.group(1))));
        }
        if (text.contains("!=")) {
            String[] pair = text.split("!=", 2);
            return labels -> !value(labels, pair[0].strip()).equals(pair[1].strip()) || !labels.has(pair[0].strip());
        }
        if (text.contains("=")) {
            String[] pair = text.split("==?", 2);
            return labels -> labels.has(pair[0].strip())
                    && value(labels, pair[0].strip()).equals(pair[1].strip());
        }
        if (text.contains(" ") || text.contains("(")) {
            throw ApiFailure.badRequest("unable to parse requirement: " + text);
        }
        return text.startsWith("!") ? labels -> !labels.has(text.substring(1).strip()) : labels -> labels.has(text);
    }

    private static String value(JsonNode labels, String key) {
        return labels.path(key).asText("");
    }
}
