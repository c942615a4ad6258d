package io.offerflow.signer.policy;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.offerflow.ethereum.Address;
import io.offerflow.ethereum.Keccak;
import io.offerflow.signer.json.Fields;
import io.offerflow.signer.json.InvalidRequestException;
import io.offerflow.signer.json.Values;
import io.offerflow.signer.policy.Policy.ChainRules;
import io.offerflow.signer.policy.Policy.Limit;
import io.offerflow.signer.policy.Policy.TransactionRule;
import io.offerflow.signer.policy.Policy.TypedDataRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A policy as people write it, YAML or JSON. Every field is known, or the file is refused with its name. */
public final class PolicyFile {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Pattern CHAIN = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern SELECTOR = Pattern.compile("0x[0-9a-fA-F]{8}");
    private static final Pattern FUNCTION = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*\\([a-z0-9,()\\[\\]]*\\)");
    private static final int SELECTOR_BYTES = 4;
    private static final int RATE_BITS = 20;

    private PolicyFile() {}

    /** @throws InvalidRequestException naming the field that cannot be used, or with the parser's place for what is no YAML */
    public static Policy parse(String text) throws InvalidRequestException {
        Fields file = root(text).only(Set.of("requestsPerMinute", "messages", "rawHash", "chains"));
        Map<Long, ChainRules> chains = new HashMap<>();
        Optional<JsonNode> named = file.optional("chains");
        if (named.isPresent()) {
            for (Map.Entry<String, JsonNode> chain :
                    Fields.of(named.get(), "chains").object().properties()) {
                String field = "chains." + chain.getKey();
                if (!CHAIN.matcher(chain.getKey()).matches()) {
                    throw InvalidRequestException.bad(field, "must be a chain id in decimal digits");
                }
                chains.put(Long.valueOf(chain.getKey()), chain(Fields.of(chain.getValue(), field)));
            }
        }
        return new Policy(rate(file), allowed(file, "messages"), allowed(file, "rawHash"), Map.copyOf(chains));
    }

    private static Fields root(String text) throws InvalidRequestException {
        try {
            JsonNode tree = YAML.readTree(text);
            if (tree instanceof ObjectNode object) {
                return new Fields(object, "");
            }
        } catch (IOException notYaml) {
            // A policy holds no secret, so the parser may say where it stopped.
            throw InvalidRequestException.bad("policy", "is no YAML: " + notYaml.getMessage());
        }
        throw InvalidRequestException.bad("policy", "must be an object of fields");
    }

    private static int rate(Fields file) throws InvalidRequestException {
        Optional<JsonNode> node = file.optional("requestsPerMinute");
        return node.isEmpty()
                ? Policy.DEFAULT_RATE
                : Values.unsigned(node.get(), "requestsPerMinute", RATE_BITS).intValueExact();
    }

    private static boolean allowed(Fields file, String name) throws InvalidRequestException {
        Optional<JsonNode> node = file.optional(name);
        String text = node.isEmpty() ? "deny" : Values.text(node.get(), name);
        return switch (text) {
            case "allow" -> true;
            case "deny" -> false;
            default -> throw InvalidRequestException.bad(name, "must be allow or deny");
        };
    }

    private static ChainRules chain(Fields chain) throws InvalidRequestException {
        chain.only(Set.of("native", "tokens", "transactions", "typedData"));
        Optional<JsonNode> coin = chain.optional("native");
        Map<Address, Limit> tokens = new HashMap<>();
        Optional<JsonNode> named = chain.optional("tokens");
        if (named.isPresent()) {
            for (Map.Entry<String, JsonNode> token :
                    Fields.of(named.get(), chain.at("tokens")).object().properties()) {
                String field = chain.at("tokens." + token.getKey());
                Limit limit = limit(Fields.of(token.getValue(), field));
                if (tokens.put(Values.address(YAML.getNodeFactory().textNode(token.getKey()), field), limit) != null) {
                    throw InvalidRequestException.bad(field, "stands there twice");
                }
            }
        }
        return new ChainRules(
                coin.isEmpty() ? Optional.empty() : Optional.of(limit(Fields.of(coin.get(), chain.at("native")))),
                Map.copyOf(tokens),
                list(chain, "transactions", PolicyFile::transaction),
                list(chain, "typedData", PolicyFile::typedData));
    }

    private static Limit limit(Fields limit) throws InvalidRequestException {
        limit.only(Set.of("perTransaction", "perDay", "recipients"));
        return new Limit(
                Values.unsigned(limit.required("perTransaction"), limit.at("perTransaction"), Values.WORD_BITS),
                Values.unsigned(limit.required("perDay"), limit.at("perDay"), Values.WORD_BITS),
                Set.copyOf(elements(limit, "recipients", Values::address)));
    }

    private static TransactionRule transaction(Fields rule) throws InvalidRequestException {
        rule.only(Set.of("to", "functions"));
        Set<String> selectors = new HashSet<>(elements(rule, "functions", PolicyFile::selector));
        boolean any = selectors.remove("*");
        return new TransactionRule(Values.address(rule.required("to"), rule.at("to")), Set.copyOf(selectors), any);
    }

    private static String selector(JsonNode node, String field) throws InvalidRequestException {
        String text = Values.text(node, field);
        if (text.equals("*") || SELECTOR.matcher(text).matches()) {
            return text.toLowerCase(Locale.ROOT);
        }
        if (FUNCTION.matcher(text).matches()) {
            return "0x" + HexFormat.of().formatHex(Keccak.hash(text), 0, SELECTOR_BYTES);
        }
        throw InvalidRequestException.bad(
                field, "must be a function like transfer(address,uint256), a selector like 0xa9059cbb, or *");
    }

    private static TypedDataRule typedData(Fields rule) throws InvalidRequestException {
        rule.only(Set.of("name", "version", "verifyingContract", "primaryTypes", "unmetered"));
        Optional<JsonNode> version = rule.optional("version");
        Set<String> primaryTypes = Set.copyOf(elements(rule, "primaryTypes", Values::text));
        for (String type : primaryTypes) {
            if (!TypedAmounts.isKnown(type)) {
                throw InvalidRequestException.bad(
                        rule.at("primaryTypes"),
                        "has " + type + ", whose amounts are not known: it belongs into unmetered, if anywhere");
            }
        }
        return new TypedDataRule(
                Values.text(rule.required("name"), rule.at("name")),
                version.isEmpty() ? Optional.empty() : Optional.of(Values.text(version.get(), rule.at("version"))),
                Values.address(rule.required("verifyingContract"), rule.at("verifyingContract")),
                primaryTypes,
                Set.copyOf(elements(rule, "unmetered", Values::text)));
    }

    /** How one element of a list is read. */
    private interface Reading<T> {
        T read(JsonNode node, String field) throws InvalidRequestException;
    }

    private interface RuleReading<T> {
        T read(Fields rule) throws InvalidRequestException;
    }

    private static <T> List<T> list(Fields parent, String name, RuleReading<T> reading) throws InvalidRequestException {
        return elements(parent, name, (node, field) -> reading.read(Fields.of(node, field)));
    }

    private static <T> List<T> elements(Fields parent, String name, Reading<T> reading) throws InvalidRequestException {
        Optional<JsonNode> node = parent.optional(name);
        if (node.isPresent() && !node.get().isArray()) {
            throw InvalidRequestException.bad(parent.at(name), "must be a list");
        }
        List<T> elements = new ArrayList<>();
        for (int i = 0; node.isPresent() && i < node.get().size(); i++) {
            elements.add(reading.read(node.get().get(i), parent.at(name) + "[" + i + "]"));
        }
        return List.copyOf(elements);
    }
}
