package io.offerflow.verifier.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers on disk: one line with format, time and checksum, then one JSON object a line. A file is replaced as a whole, so a crash leaves
 * the old one; one that does not match its checksum is not used.
 */
final class SnapshotFile {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFile.class);
    private static final String FORMAT = "offerflow-offers-1";

    private final Path file;

    /** @param takenAt when the offers were as they are here */
    record Snapshot(Instant takenAt, List<JsonNode> offers) {
        Snapshot {
            offers = List.copyOf(offers);
        }
    }

    SnapshotFile(Path file) {
        this.file = file;
    }

    void write(Snapshot snapshot) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (JsonNode offer : snapshot.offers) {
            lines.append(Json.mapper().writeValueAsString(offer)).append('\n');
        }
        byte[] body = lines.toString().getBytes(StandardCharsets.UTF_8);
        String head = String.join(" ", FORMAT, snapshot.takenAt.toString(), checksum(body)) + "\n";
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            all(channel, head.getBytes(StandardCharsets.US_ASCII));
            all(channel, body);
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Empty when there is none, or none that can be trusted. */
    Optional<Snapshot> read() {
        try {
            return Optional.of(parse(Files.readAllBytes(file)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException | DateTimeException unusable) {
            LOG.error("the snapshot {} cannot be used: {}", file, unusable.getMessage());
            return Optional.empty();
        }
    }

    private static Snapshot parse(byte[] bytes) throws JsonProcessingException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        String[] head = text.substring(0, Math.max(end, 0)).split(" ");
        if (head.length != 3 || !head[0].equals(FORMAT)) {
            throw new IllegalArgumentException("its first line is not one of " + FORMAT);
        }
        String body = text.substring(end + 1);
        if (!checksum(body.getBytes(StandardCharsets.UTF_8)).equals(head[2])) {
            throw new IllegalArgumentException("its checksum does not match");
        }
        List<JsonNode> offers = new ArrayList<>();
        for (String line : body.lines().toList()) {
            offers.add(Json.mapper().readTree(line));
        }
        return new Snapshot(Instant.parse(head[1]), offers);
    }

    private static void all(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            channel.write(left);
        }
    }

    private static String checksum(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
