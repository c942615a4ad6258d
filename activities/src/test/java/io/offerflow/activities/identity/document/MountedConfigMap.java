package io.offerflow.activities.identity.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;

/** Lays a ConfigMap out as a kubelet does: files are links through {@code ..data}, which an update moves to another folder in one go. */
final class MountedConfigMap {
    private final Path folder;
    private int version;

    MountedConfigMap(Path folder) {
        this.folder = folder;
    }

    void update(Map<String, String> data) throws IOException {
        Path next = Files.createDirectories(folder.resolve("..version-" + ++version));
        for (Map.Entry<String, String> entry : data.entrySet()) {
            Files.writeString(next.resolve(entry.getKey()), entry.getValue());
        }
        Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), next.getFileName());
        Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        for (String name : data.keySet()) {
            if (!Files.exists(folder.resolve(name))) {
                Files.createSymbolicLink(folder.resolve(name), Path.of("..data", name));
            }
        }
        removeOld(next);
    }

    private void removeOld(Path newest) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path old : all.filter(p -> p.getFileName().toString().startsWith("..version-"))
                    .filter(p -> !p.equals(newest))
                    .toList()) {
                try (Stream<Path> files = Files.list(old)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(old);
            }
        }
    }
}
