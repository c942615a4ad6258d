package io.offerflow.signer.eip712;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.ethereum.Keccak;
import io.offerflow.signer.json.Fields;
import io.offerflow.signer.json.InvalidRequestException;
import io.offerflow.signer.json.Values;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Typed data that was read whole and hashed. The message has exactly the members of its type, each of the right form.
 *
 * @param encodedType the primary type with all that it needs, as the digest covers it: {@code Mail(Person from,...)Person(...)}
 * @param digest 32 bytes
 */
public record TypedData(Domain domain, String primaryType, String encodedType, Fields message, byte[] digest) {
    private static final byte[] PREFIX = {0x19, 0x01};
    private static final Set<String> FIELDS = Set.of("types", "primaryType", "domain", "message");

    /** @param body as {@code eth_signTypedData_v4} takes it; the domain's type may be left out */
    public static TypedData parse(Fields body) throws InvalidRequestException {
        body.only(FIELDS);
        TypeTable types = TypeTable.parse(body.required("types"));
        String primary = Values.text(body.required("primaryType"), "primaryType");
        if (!types.contains(primary) || primary.equals(Domain.TYPE)) {
            throw InvalidRequestException.bad("primaryType", "must be one of types, and not the domain's");
        }
        JsonNode domain = body.required("domain");
        JsonNode message = body.required("message");
        Domain parsed = Domain.parse(domain);
        byte[] digest =
                Keccak.hash(PREFIX, separator(types, domain), new StructHash(types).of(primary, message, "message"));
        return new TypedData(parsed, primary, types.encoded(primary), Fields.of(message, "message"), digest);
    }

    private static byte[] separator(TypeTable types, JsonNode domain) throws InvalidRequestException {
        List<TypeTable.Member> members = Domain.type(types, domain);
        ObjectNode present = JsonNodeFactory.instance.objectNode();
        members.forEach(member -> present.set(member.name(), domain.path(member.name())));
        return new StructHash(new TypeTable(Map.of(Domain.TYPE, members))).of(Domain.TYPE, present, "domain");
    }
}
