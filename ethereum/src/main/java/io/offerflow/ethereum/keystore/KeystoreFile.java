package io.offerflow.ethereum.keystore;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.offerflow.ethereum.Address;
import io.offerflow.ethereum.PrivateKey;
import io.offerflow.ethereum.keystore.KeystoreException.Fault;
import java.util.HexFormat;
import java.util.Optional;

/** A file's parts, all of the right form. Nothing of them is secret without the password. */
record KeystoreFile(Optional<Address> address, Derivation derivation, byte[] iv, byte[] ciphertext, byte[] mac) {
    static final String CIPHER = "aes-128-ctr";
    static final String SCRYPT = "scrypt";

    /** Keeps no buffers for the next file: somebody may have put a bare key where a keystore belongs. */
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.USE_THREAD_LOCAL_FOR_BUFFER_RECYCLING)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final int MAX_CHARS = 16_384;
    private static final int VERSION = 3;
    private static final int IV = 16;
    private static final int MAC = 32;
    private static final int MAX_SALT = 128;
    private static final int MAX_ROUNDS = 10_000_000;

    static KeystoreFile parse(String json) throws KeystoreException {
        JsonNode file = tree(json);
        if (file.path("version").asInt() != VERSION) {
            throw new KeystoreException(Fault.UNSUPPORTED, "a keystore of version 3 is needed");
        }
        // Old versions of geth wrote it large.
        JsonNode crypto = file.has("crypto") ? file.path("crypto") : file.path("Crypto");
        if (!crypto.path("cipher").asText().equals(CIPHER)) {
            throw new KeystoreException(Fault.UNSUPPORTED, "the keystore's cipher must be " + CIPHER);
        }
        return new KeystoreFile(
                address(file.path("address")),
                derivation(crypto.path("kdf").asText(), crypto.path("kdfparams")),
                hex(crypto.path("cipherparams"), "iv", IV, IV),
                hex(crypto, "ciphertext", PrivateKey.SIZE, PrivateKey.SIZE),
                hex(crypto, "mac", MAC, MAC));
    }

    private static JsonNode tree(String json) throws KeystoreException {
        try {
            if (json.length() <= MAX_CHARS) {
                return JSON.readTree(json);
            }
        } catch (JsonProcessingException notJson) {
            // Refused below; the parser's words may repeat the file.
        }
        throw malformed("it is not JSON, or longer than a keystore is");
    }

    private static Optional<Address> address(JsonNode node) throws KeystoreException {
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Address.parse(node.asText()));
        } catch (IllegalArgumentException notAnAddress) {
            throw malformed("its address is not one");
        }
    }

    private static Derivation derivation(String kdf, JsonNode params) throws KeystoreException {
        if (params.path("dklen").asInt() != Derivation.SIZE) {
            throw new KeystoreException(Fault.UNSUPPORTED, "the keystore's dklen must be " + Derivation.SIZE);
        }
        byte[] salt = hex(params, "salt", 1, MAX_SALT);
        if (kdf.equals(SCRYPT)) {
            Scrypt cost = new Scrypt(number(params, "n"), number(params, "r"), number(params, "p"));
            if (cost.isSupported()) {
                return new Derivation.OfScrypt(cost, salt);
            }
        } else if (kdf.equals("pbkdf2") && params.path("prf").asText().equals("hmac-sha256")) {
            int rounds = number(params, "c");
            if (rounds >= 1 && rounds <= MAX_ROUNDS) {
                return new Derivation.OfPbkdf2(rounds, salt);
            }
        }
        throw new KeystoreException(
                Fault.UNSUPPORTED,
                "the keystore's derivation must be scrypt within 256 MiB, or pbkdf2 with hmac-sha256 and at most "
                        + MAX_ROUNDS + " rounds");
    }

    /** 0 for whatever is not a whole number, which no cost may be. */
    private static int number(JsonNode params, String field) {
        JsonNode node = params.path(field);
        return node.canConvertToInt() && node.isIntegralNumber() ? node.intValue() : 0;
    }

    private static byte[] hex(JsonNode parent, String field, int min, int max) throws KeystoreException {
        String text = parent.path(field).asText();
        try {
            byte[] bytes = HexFormat.of().parseHex(text.startsWith("0x") ? text.substring(2) : text);
            if (bytes.length >= min && bytes.length <= max) {
                return bytes;
            }
        } catch (IllegalArgumentException notHex) {
            // Refused below, with what is too short or too long.
        }
        throw malformed("its field " + field + " is missing or not hexadecimal of the right length");
    }

    private static KeystoreException malformed(String why) {
        return new KeystoreException(Fault.MALFORMED, "not a keystore of version 3: " + why);
    }
}
