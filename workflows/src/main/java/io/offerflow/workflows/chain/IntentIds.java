package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The ids of what an agent identity wants on one chain. A mint's id holds nothing that a person edits, so nothing that a person edits mints twice.
 *
 * @param registry address, in any case
 * @param namespace of the identity
 * @param name of the identity
 */
public record IntentIds(BigInteger chainId, String registry, String namespace, String name) {

    /** Neither uid nor generation, content or signer: an identity that is deleted and made again is the same one. */
    public String register() {
        return "register-" + hash("register");
    }

    /**
     * One write of one value.
     *
     * @param what is written, as agentURI or metadata/x402
     * @param content that is written
     * @param after id of the write or registration that this one follows: without it a value could not be written again after another one
     */
    public String write(String what, String content, String after) {
        return "write-" + hash("write", what, content, after);
    }

    /** Each field with its length before it, so that no two lists of fields read the same. */
    private String hash(String... fields) {
        MessageDigest digest = sha256();
        add(digest, chainId.toString());
        add(digest, registry.toLowerCase(Locale.ROOT));
        add(digest, namespace);
        add(digest, name);
        for (String field : fields) {
            add(digest, field);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String field) {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
