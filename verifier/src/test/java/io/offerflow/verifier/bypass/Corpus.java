package io.offerflow.verifier.bypass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The kept attempts; their README tells the form of the files. All text is one character a byte. */
public final class Corpus {
    private static final String TITLE = "### ";
    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(?:x([0-9a-fA-F]{2})|\\{(.*?)\\*(\\d+)}|([\\\\trn#]))", Pattern.DOTALL);

    private final Path folder;

    /** @param folder with targets and requests */
    public Corpus(Path folder) {
        this.folder = folder;
    }

    /** The verifier's own. */
    static Corpus own() {
        return new Corpus(Path.of("src", "test", "resources", "bypass"));
    }

    /** One request, or several on one connection. */
    public record Attempt(String title, String bytes) {
        @Override
        public String toString() {
            return title;
        }
    }

    public List<String> targets() {
        try (Stream<Path> files = Files.list(folder.resolve("targets"))) {
            return files.sorted()
                    .flatMap(file -> lines(file).stream())
                    .filter(line -> !line.isEmpty() && !line.startsWith("# "))
                    .map(Corpus::unescaped)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param name of a file without its ending */
    public List<Attempt> requests(String name) {
        List<Attempt> attempts = new ArrayList<>();
        String title = "";
        StringBuilder request = new StringBuilder();
        for (String line : lines(folder.resolve("requests").resolve(name + ".txt"))) {
            if (line.startsWith(TITLE)) {
                add(attempts, title, request);
                title = line.substring(TITLE.length());
            } else if (line.endsWith("\\") && !line.endsWith("\\\\")) {
                request.append(unescaped(line.substring(0, line.length() - 1)));
            } else {
                request.append(unescaped(line)).append("\r\n");
            }
        }
        add(attempts, title, request);
        return attempts;
    }

    private static void add(List<Attempt> attempts, String title, StringBuilder request) {
        if (!title.isEmpty()) {
            attempts.add(new Attempt(title, request.toString()));
        }
        request.setLength(0);
    }

    /** A line for the corpus. */
    static String escaped(String bytes) {
        StringBuilder line = new StringBuilder();
        for (char c : bytes.toCharArray()) {
            if (c == '\\') {
                line.append("\\\\");
            } else if (c < 0x20 || c > 0x7e) {
                line.append(String.format("\\x%02x", (int) c));
            } else {
                line.append(c == '#' && line.isEmpty() ? "\\#" : c);
            }
        }
        return line.toString();
    }

    private static String unescaped(String line) {
        return ESCAPE.matcher(line).replaceAll(match -> Matcher.quoteReplacement(meaning(match.group(), match::group)));
    }

    private interface Groups {
        String at(int index);
    }

    private static String meaning(String escape, Groups groups) {
        if (escape.startsWith("\\x")) {
            return String.valueOf((char) Integer.parseInt(groups.at(1), 16));
        }
        if (escape.startsWith("\\{")) {
            return unescaped(groups.at(2)).repeat(Integer.parseInt(groups.at(3)));
        }
        return switch (escape.charAt(1)) {
            case 't' -> "\t";
            case 'r' -> "\r";
            case 'n' -> "\n";
            default -> escape.substring(1);
        };
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
