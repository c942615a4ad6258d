package io.offerflow.signer.eip712;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.ethereum.Keccak;
import io.offerflow.signer.json.Fields;
import io.offerflow.signer.json.InvalidRequestException;
import io.offerflow.signer.json.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The struct types of one document. Every type that is named exists. Used by one thread. */
final class TypeTable {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]{0,127}");

    private final Map<String, List<Member>> structs;
    private final Map<String, byte[]> hashes = new HashMap<>();

    /** @param text the type as it is written, which is what is hashed */
    record Member(String name, String text, SolidityType type) {}

    TypeTable(Map<String, List<Member>> structs) {
        this.structs = structs;
    }

    static TypeTable parse(JsonNode node) throws InvalidRequestException {
        ObjectNode types = Fields.of(node, "types").object();
        Map<String, List<Member>> structs = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : types.properties()) {
            String field = "types." + entry.getKey();
            boolean name = NAME.matcher(entry.getKey()).matches();
            if (!name || !(SolidityType.of(entry.getKey()) instanceof SolidityType.Struct)) {
                throw InvalidRequestException.bad(field, "is not a name that a struct can have");
            }
            structs.put(entry.getKey(), members(entry.getValue(), field));
        }
        TypeTable table = new TypeTable(structs);
        table.checkReferences();
        return table;
    }

    boolean contains(String struct) {
        return structs.containsKey(struct);
    }

    List<Member> members(String struct) {
        return structs.getOrDefault(struct, List.of());
    }

    /** The struct's text and those of all that it needs, in alphabetical order: {@code encodeType} of EIP-712. */
    String encoded(String struct) {
        Set<String> needed = new TreeSet<>();
        collect(struct, needed);
        needed.remove(struct);
        StringBuilder text = new StringBuilder(text(struct));
        needed.forEach(name -> text.append(text(name)));
        return text.toString();
    }

    byte[] hash(String struct) {
        return hashes.computeIfAbsent(struct, name -> Keccak.hash(encoded(name)));
    }

    private String text(String struct) {
        return members(struct).stream()
                .map(member -> member.text() + " " + member.name())
                .collect(Collectors.joining(",", struct + "(", ")"));
    }

    /** Structs may contain themselves through arrays, so what is known is not followed again; a list, as chains of types may be long. */
    private void collect(String root, Set<String> needed) {
        List<String> open = new ArrayList<>(List.of(root));
        while (!open.isEmpty()) {
            String struct = open.removeLast();
            if (needed.add(struct)) {
                for (Member member : members(struct)) {
                    if (innermost(member.type()) instanceof SolidityType.Struct inner) {
                        open.add(inner.name());
                    }
                }
            }
        }
    }

    private void checkReferences() throws InvalidRequestException {
        for (Map.Entry<String, List<Member>> struct : structs.entrySet()) {
            for (Member member : struct.getValue()) {
                if (innermost(member.type()) instanceof SolidityType.Struct inner && !contains(inner.name())) {
                    throw InvalidRequestException.bad(
                            "types." + struct.getKey() + "." + member.name(), "has a type that is not known");
                }
            }
        }
    }

    private static SolidityType innermost(SolidityType type) {
        SolidityType inner = type;
        while (inner instanceof SolidityType.Array array) {
            inner = array.element();
        }
        return inner;
    }

    private static List<Member> members(JsonNode node, String field) throws InvalidRequestException {
        if (!node.isArray()) {
            throw InvalidRequestException.bad(field, "must be a list of members");
        }
        List<Member> members = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < node.size(); i++) {
            Fields member = Fields.of(node.get(i), field + "[" + i + "]");
            String name = Values.text(member.required("name"), member.at("name"));
            String type = Values.text(member.required("type"), member.at("type"));
            if (!NAME.matcher(name).matches() || !names.add(name)) {
                throw InvalidRequestException.bad(member.at("name"), "must be an identifier and no other member's");
            }
            members.add(new Member(name, type, typed(type, member.at("type"))));
        }
        return List.copyOf(members);
    }

    private static SolidityType typed(String text, String field) throws InvalidRequestException {
        int longest = 256;
        if (text.length() <= longest) {
            SolidityType type = SolidityType.of(text);
            boolean struct = innermost(type) instanceof SolidityType.Struct;
            if (!struct
                    || NAME.matcher(((SolidityType.Struct) innermost(type)).name())
                            .matches()) {
                return type;
            }
        }
        throw InvalidRequestException.bad(field, "is not a type");
    }
}
