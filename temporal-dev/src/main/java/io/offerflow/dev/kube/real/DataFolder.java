package io.offerflow.dev.kube.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the servers keep their data, logs and credentials; a temporary one goes with them. */
record DataFolder(Path path, boolean temporary) {

    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

    static DataFolder made() throws IOException {
        return new DataFolder(Files.createTempDirectory("offerflow-kube-"), true);
    }

    static DataFolder kept(Path path) throws IOException {
        return new DataFolder(Files.createDirectories(path).toAbsolutePath(), false);
    }

    /** Deletes a temporary folder; every process that writes there must have ended. */
    void discard() {
        if (!temporary || !Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            files.sorted(Comparator.reverseOrder()).forEach(DataFolder::delete);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("temporary data stays behind data={}", path, e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
