package io.offerflow.signer.key;

import io.offerflow.ethereum.Address;
import io.offerflow.ethereum.PrivateKey;
import io.offerflow.ethereum.keystore.Keystore;
import io.offerflow.ethereum.keystore.KeystoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where keys are.
 *
 * @param directory of keystore files of version 3: every file that is not hidden
 * @param password of all of them
 * @param hexFile one more key, as 64 hexadecimal digits
 */
public record KeySource(Optional<Path> directory, Optional<Secret> password, Optional<Secret.InFile> hexFile) {
    private static final long MAX_BYTES = 65_536;
    private static final int MEBIBYTES = 256;

    /** All keys, one file after the other since each takes 256 MiB while it is opened. The caller closes them. */
    Map<Address, PrivateKey> load() throws KeyLoadException {
        Map<Address, PrivateKey> keys = new TreeMap<>((a, b) -> a.hex().compareTo(b.hex()));
        try {
            for (Path file : files()) {
                keep(keys, open(file));
            }
            if (hexFile.isPresent()) {
                keep(keys, ofHex(hexFile.get()));
            }
            return keys;
        } catch (KeyLoadException | RuntimeException failed) {
            keys.values().forEach(PrivateKey::close);
            throw failed;
        }
    }

    private static void keep(Map<Address, PrivateKey> keys, PrivateKey key) {
        PrivateKey twice = keys.put(key.address(), key);
        if (twice != null) {
            twice.close();
        }
    }

    private List<Path> files() throws KeyLoadException {
        if (directory.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory.get())) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new KeyLoadException("the directory " + directory.get() + " cannot be read");
        }
    }

    private PrivateKey open(Path file) throws KeyLoadException {
        if (password.isEmpty()) {
            throw new KeyLoadException("there is a keystore " + file + " but no password");
        }
        char[] secret = new char[0];
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new KeyLoadException(file + " is too long for a keystore");
            }
            secret = password.get().read();
            return Keystore.open(Files.readString(file), secret);
        } catch (KeystoreException unusable) {
            throw new KeyLoadException(file + " cannot be opened: " + unusable.getMessage());
        } catch (IOException unreadable) {
            throw new KeyLoadException(file + " or its password cannot be read: " + named(unreadable));
        } catch (OutOfMemoryError tooSmall) {
            // One big allocation, of which nothing is left; without this a worker thread would end and say nothing.
            throw new KeyLoadException(file + " cannot be opened: that takes " + MEBIBYTES
                    + " MiB of heap for a moment, so the JVM needs -Xmx384m or more");
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    private static PrivateKey ofHex(Secret.InFile file) throws KeyLoadException {
        char[] digits = new char[0];
        byte[] bytes = new byte[0];
        try {
            digits = file.read();
            bytes = HexKey.bytes(digits);
            return PrivateKey.of(bytes);
        } catch (IOException unreadable) {
            throw new KeyLoadException("the private key in " + file.path() + " cannot be read: " + named(unreadable));
        } catch (IllegalArgumentException notAKey) {
            throw new KeyLoadException(file.path() + " is not a private key of 64 hexadecimal digits");
        } finally {
            Arrays.fill(digits, '\0');
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static String named(IOException failure) {
        return failure.getClass().getSimpleName() + " " + failure.getMessage();
    }
}
