package io.offerflow.signer.request;

import io.offerflow.signer.json.Fields;
import io.offerflow.signer.json.InvalidRequestException;
import io.offerflow.signer.json.Values;
import io.offerflow.signer.request.SigningRequest.Message;
import io.offerflow.signer.request.SigningRequest.RawHash;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The bodies of {@code message} and {@code hash}. */
final class MessageReader {
    private static final int HASH = 32;

    private MessageReader() {}

    /** What begins with 0x is bytes, never a text: a caller who means the other must not get a signature of this. */
    static Message message(Fields body) throws InvalidRequestException {
        String field = "message";
        String text = Values.text(body.only(Set.of(field)).required(field), field);
        boolean hex = text.startsWith("0x") || text.startsWith("0X");
        return new Message(hex ? Values.bytes(body.required(field), field) : text.getBytes(StandardCharsets.UTF_8));
    }

    static RawHash hash(Fields body) throws InvalidRequestException {
        String field = "hash";
        return new RawHash(Values.bytes(body.only(Set.of(field)).required(field), field, HASH));
    }
}
