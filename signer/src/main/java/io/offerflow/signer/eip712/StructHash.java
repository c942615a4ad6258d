package io.offerflow.signer.eip712;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.ethereum.Address;
import io.offerflow.ethereum.Keccak;
import io.offerflow.signer.json.Fields;
import io.offerflow.signer.json.InvalidRequestException;
import io.offerflow.signer.json.Values;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Hashes values of known types: {@code hashStruct} and {@code encodeData} of EIP-712. */
final class StructHash {
    private static final int WORD = SolidityType.Forms.WORD;
    /** Far deeper than any message of the field, and far from the end of a stack. */
    private static final int MAX_DEPTH = 32;

    private final TypeTable types;

    StructHash(TypeTable types) {
        this.types = types;
    }

    byte[] of(String struct, JsonNode value, String field) throws InvalidRequestException {
        return struct(struct, value, field, 0);
    }

    private byte[] struct(String struct, JsonNode value, String field, int depth) throws InvalidRequestException {
        if (depth > MAX_DEPTH) {
            throw InvalidRequestException.bad(field, "is nested deeper than " + MAX_DEPTH + " levels");
        }
        List<TypeTable.Member> members = types.members(struct);
        Fields fields = Fields.of(value, field)
                .only(members.stream().map(TypeTable.Member::name).collect(Collectors.toSet()));
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        encoded.writeBytes(types.hash(struct));
        for (TypeTable.Member member : members) {
            JsonNode inner = fields.required(member.name());
            encoded.writeBytes(word(member.type(), inner, fields.at(member.name()), depth));
        }
        return Keccak.hash(encoded.toByteArray());
    }

    private byte[] word(SolidityType type, JsonNode value, String field, int depth) throws InvalidRequestException {
        return switch (type) {
            case SolidityType.Simple simple -> simple(simple, value, field);
            case SolidityType.Unsigned unsigned -> word(Values.unsigned(value, field, unsigned.bits()));
            case SolidityType.Signed signed -> word(Values.signed(value, field, signed.bits()));
            case SolidityType.FixedBytes fixed -> Arrays.copyOf(Values.bytes(value, field, fixed.length()), WORD);
            case SolidityType.Struct struct -> struct(struct.name(), value, field, depth + 1);
            case SolidityType.Array array -> array(array, value, field, depth);
        };
    }

    private static byte[] simple(SolidityType.Simple type, JsonNode value, String field)
            throws InvalidRequestException {
        return switch (type) {
            case ADDRESS -> {
                byte[] word = new byte[WORD];
                byte[] address = Values.address(value, field).bytes();
                System.arraycopy(address, 0, word, WORD - Address.SIZE, Address.SIZE);
                yield word;
            }
            case BOOL -> word(Values.bool(value, field) ? BigInteger.ONE : BigInteger.ZERO);
            case STRING -> Keccak.hash(Values.text(value, field).getBytes(StandardCharsets.UTF_8));
            case BYTES -> Keccak.hash(Values.bytes(value, field));
        };
    }

    private byte[] array(SolidityType.Array array, JsonNode value, String field, int depth)
            throws InvalidRequestException {
        boolean length = array.length() == SolidityType.ANY || array.length() == value.size();
        if (!value.isArray() || !length) {
            String wanted = array.length() == SolidityType.ANY ? "a list" : "a list of " + array.length();
            throw InvalidRequestException.bad(field, "must be " + wanted);
        }
        if (depth >= MAX_DEPTH) {
            throw InvalidRequestException.bad(field, "is nested deeper than " + MAX_DEPTH + " levels");
        }
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        for (int i = 0; i < value.size(); i++) {
            encoded.writeBytes(word(array.element(), value.get(i), field + "[" + i + "]", depth + 1));
        }
        return Keccak.hash(encoded.toByteArray());
    }

    /** In two's complement, of what fits. */
    private static byte[] word(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] word = new byte[WORD];
        Arrays.fill(word, (byte) (number.signum() < 0 ? -1 : 0));
        int length = Math.min(bytes.length, WORD);
        System.arraycopy(bytes, bytes.length - length, word, WORD - length, length);
        return word;
    }
}
