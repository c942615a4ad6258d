package io.offerflow.signer.key;

import io.offerflow.cluster.SettingException;
import io.offerflow.cluster.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** A secret of the settings, in the environment or in a file. It stands in no text of this class. */
public sealed interface Secret {
    /** Appended to a setting's name it gives the name of the setting that holds a path instead. */
    String FILE = "_FILE";

    /**
     * Its characters without blanks around them, which the caller wipes. A file is read at each call, so that it can be changed under way.
     *
     * @throws IOException when the file cannot be read or is empty; the text names the file only
     */
    char[] read() throws IOException;

    /** In a variable, whose text the JVM keeps anyway. */
    final class InEnvironment implements Secret {
        private final String value;

        InEnvironment(String value) {
            this.value = value;
        }

        @Override
        public char[] read() {
            return value.toCharArray();
        }

        @Override
        public String toString() {
            return "a secret from the environment";
        }
    }

    /** In a file, as secrets are mounted. */
    record InFile(Path path) implements Secret {
        @Override
        public char[] read() throws IOException {
            byte[] bytes = Files.readAllBytes(path);
            try {
                CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
                char[] trimmed = trimmed(text);
                Arrays.fill(text.array(), '\0');
                if (trimmed.length == 0) {
                    throw new IOException("the file " + path + " is empty");
                }
                return trimmed;
            } catch (CharacterCodingException binary) {
                throw new IOException("the file " + path + " is not a text");
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        }

        private static char[] trimmed(CharBuffer text) {
            int from = 0;
            int to = text.length();
            while (from < to && text.charAt(from) <= ' ') {
                from++;
            }
            while (to > from && text.charAt(to - 1) <= ' ') {
                to--;
            }
            char[] characters = new char[to - from];
            text.get(from, characters);
            return characters;
        }
    }

    /** @throws SettingException when both the setting and its file are given */
    static Optional<Secret> of(Settings settings, String name) {
        Optional<String> text = settings.text(name);
        Optional<String> file = settings.text(name + FILE);
        if (text.isPresent() && file.isPresent()) {
            throw new SettingException(name + FILE, file.get(), name + " is set as well, and one of the two is needed");
        }
        return file.isPresent() ? Optional.of(new InFile(Path.of(file.get()))) : text.map(InEnvironment::new);
    }
}
