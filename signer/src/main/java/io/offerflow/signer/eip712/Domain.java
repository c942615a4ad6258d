package io.offerflow.signer.eip712;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.ethereum.Address;
import io.offerflow.signer.json.Fields;
import io.offerflow.signer.json.InvalidRequestException;
import io.offerflow.signer.json.Values;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** For whom typed data is meant. All of what stands here is covered by the digest, and nothing else is. */
public record Domain(
        Optional<String> name,
        Optional<String> version,
        Optional<BigInteger> chainId,
        Optional<Address> verifyingContract) {
    static final String TYPE = "EIP712Domain";

    /** In the standard's order, which is that of the derived type. */
    private static final Map<String, String> MEMBERS = members();

    static Domain parse(JsonNode node) throws InvalidRequestException {
        Fields fields = Fields.of(node, "domain").only(MEMBERS.keySet());
        return new Domain(text(fields, "name"), text(fields, "version"), chainId(fields), contract(fields));
    }

    /** The type that covers exactly the fields of a domain: a declared one must do so too. */
    static List<TypeTable.Member> type(TypeTable types, JsonNode node) throws InvalidRequestException {
        Fields fields = Fields.of(node, "domain");
        List<TypeTable.Member> derived = MEMBERS.entrySet().stream()
                .filter(member -> fields.optional(member.getKey()).isPresent())
                .map(member ->
                        new TypeTable.Member(member.getKey(), member.getValue(), SolidityType.of(member.getValue())))
                .toList();
        if (!types.contains(TYPE)) {
            return derived;
        }
        List<TypeTable.Member> declared = types.members(TYPE);
        if (!Set.copyOf(declared).equals(Set.copyOf(derived))) {
            String wanted = derived.stream()
                    .map(member -> member.text() + " " + member.name())
                    .collect(Collectors.joining(", "));
            throw InvalidRequestException.bad(
                    "types." + TYPE, "must have exactly the members that the domain has: " + wanted);
        }
        return declared;
    }

    private static Optional<String> text(Fields fields, String name) throws InvalidRequestException {
        Optional<JsonNode> node = fields.optional(name);
        return node.isEmpty() ? Optional.empty() : Optional.of(Values.text(node.get(), fields.at(name)));
    }

    private static Optional<BigInteger> chainId(Fields fields) throws InvalidRequestException {
        Optional<JsonNode> node = fields.optional("chainId");
        return node.isEmpty()
                ? Optional.empty()
                : Optional.of(Values.unsigned(node.get(), fields.at("chainId"), Values.WORD_BITS));
    }

    private static Optional<Address> contract(Fields fields) throws InvalidRequestException {
        Optional<JsonNode> node = fields.optional("verifyingContract");
        return node.isEmpty()
                ? Optional.empty()
                : Optional.of(Values.address(node.get(), fields.at("verifyingContract")));
    }

    private static Map<String, String> members() {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("name", "string");
        members.put("version", "string");
        members.put("chainId", "uint256");
        members.put("verifyingContract", "address");
        members.put("salt", "bytes32");
        return members;
    }
}
