package io.offerflow.ethereum.keystore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.ethereum.Address;
import io.offerflow.ethereum.Keccak;
import io.offerflow.ethereum.PrivateKey;
import io.offerflow.ethereum.keystore.KeystoreException.Fault;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Mints and opens keystore files of version 3 (the Web3 Secret Storage Definition). What is minted has the usual strong parameters: scrypt
 * with n=262144, r=8, p=1 and dklen=32, aes-128-ctr. Opening also takes pbkdf2 and other costs up to that memory.
 *
 * <p>Each derivation takes about a second and 256 MiB of heap, so at most two run in a process at a time and others wait for their turn.
 */
public final class Keystore {
    private static final ObjectMapper JSON = new JsonMapper();
    private static final HexFormat HEX = HexFormat.of();
    private static final int VERSION = 3;
    private static final int SALT = 32;
    private static final int IV = 16;
    private static final int UUID_VERSION = 0x40;
    private static final int UUID_VARIANT = 0x80;

    private Keystore() {}

    /**
     * A new wallet. Its key exists nowhere but in the file.
     *
     * @param json the file's text; worth nothing without the password
     */
    public record Minted(Address address, String json) {}

    /**
     * A new key under a password.
     *
     * @param random cryptographically strong: it is what the key is made of
     * @param password not empty; the caller wipes it
     */
    public static Minted mint(SecureRandom random, char[] password) {
        return mint(random, password, Scrypt.STANDARD);
    }

    static Minted mint(SecureRandom random, char[] password, Scrypt cost) {
        if (password.length == 0) {
            throw new IllegalArgumentException("a keystore needs a password");
        }
        try (PrivateKey key = PrivateKey.generate(random)) {
            return new Minted(key.address(), file(key, random, password, cost));
        }
    }

    /**
     * The key of a file, proven by the file's checksum and, where the file says one, by its address. The caller closes it.
     *
     * @throws KeystoreException when the file gives no key, with the reason
     */
    public static PrivateKey open(String json, char[] password) throws KeystoreException {
        KeystoreFile file = KeystoreFile.parse(json);
        byte[] derived = file.derivation().derive(password);
        byte[] secret = new byte[0];
        try {
            if (!MessageDigest.isEqual(mac(derived, file.ciphertext()), file.mac())) {
                throw new KeystoreException(Fault.WRONG_PASSWORD, "the password does not open the keystore");
            }
            secret = crypt(derived, file.iv(), file.ciphertext());
            return checked(PrivateKey.of(secret), file);
        } catch (IllegalArgumentException notAKey) {
            throw new KeystoreException(Fault.MALFORMED, "what the keystore holds is not a private key");
        } finally {
            Arrays.fill(derived, (byte) 0);
            Arrays.fill(secret, (byte) 0);
        }
    }

    /**
     * The address that a file says, without its password: a claim, which {@link #open} proves.
     *
     * @throws KeystoreException when it is not a keystore or says no address
     */
    public static Address address(String json) throws KeystoreException {
        return KeystoreFile.parse(json)
                .address()
                .orElseThrow(() -> new KeystoreException(Fault.MALFORMED, "the keystore says no address"));
    }

    private static PrivateKey checked(PrivateKey key, KeystoreFile file) throws KeystoreException {
        if (file.address().isPresent() && !file.address().get().equals(key.address())) {
            key.close();
            throw new KeystoreException(
                    Fault.WRONG_ADDRESS,
                    "the keystore says " + file.address().get() + " but holds the key of " + key.address());
        }
        return key;
    }

    private static String file(PrivateKey key, SecureRandom random, char[] password, Scrypt cost) {
        byte[] salt = bytes(random, SALT);
        byte[] iv = bytes(random, IV);
        byte[] derived = new Derivation.OfScrypt(cost, salt).derive(password);
        byte[] ciphertext = key.use(secret -> crypt(derived, iv, secret));
        byte[] mac = mac(derived, ciphertext);
        Arrays.fill(derived, (byte) 0);

        ObjectNode file = JSON.createObjectNode();
        file.put("address", key.address().hex().substring(2));
        ObjectNode crypto = file.putObject("crypto");
        crypto.put("cipher", KeystoreFile.CIPHER);
        crypto.put("ciphertext", HEX.formatHex(ciphertext));
        crypto.putObject("cipherparams").put("iv", HEX.formatHex(iv));
        crypto.put("kdf", KeystoreFile.SCRYPT);
        ObjectNode params = crypto.putObject("kdfparams");
        params.put("dklen", Derivation.SIZE)
                .put("n", cost.n())
                .put("p", cost.p())
                .put("r", cost.r());
        params.put("salt", HEX.formatHex(salt));
        crypto.put("mac", HEX.formatHex(mac));
        file.put("id", randomUuid(random).toString());
        file.put("version", VERSION);
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(file);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of texts and numbers can be written", impossible);
        }
    }

    /** The second half of the derived bytes proves the ciphertext. */
    private static byte[] mac(byte[] derived, byte[] ciphertext) {
        byte[] half = Arrays.copyOfRange(derived, Derivation.SIZE / 2, Derivation.SIZE);
        byte[] mac = Keccak.hash(half, ciphertext);
        Arrays.fill(half, (byte) 0);
        return mac;
    }

    /** The first half is the cipher's key. In counter mode both directions are the same. */
    private static byte[] crypt(byte[] derived, byte[] iv, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            SecretKeySpec key = new SecretKeySpec(derived, 0, Derivation.SIZE / 2, "AES");
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has AES in counter mode", impossible);
        }
    }

    private static byte[] bytes(SecureRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A UUID of version 4 from the given randomness. */
    private static UUID randomUuid(SecureRandom random) {
        byte[] bytes = bytes(random, 2 * Long.BYTES);
        bytes[6] = (byte) (bytes[6] & 0x0f | UUID_VERSION);
        bytes[8] = (byte) (bytes[8] & 0x3f | UUID_VARIANT);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
