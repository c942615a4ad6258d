package io.offerflow.signer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Text files of lines, one a day ({@code <name>-2026-01-31.jsonl}), that are only appended to. A line is on the disk before {@link #append}
 * returns; one that was cut off by a crash is cut away at the next look, for nobody has relied on it. Safe for many threads.
 */
public final class DayJournal implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final byte END = '\n';

    private final Path directory;
    private final String name;
    private @Nullable LocalDate day;
    private @Nullable FileChannel file;
    /** The length up to which the open file is known to be whole. */
    private long whole;

    /** @param directory must exist */
    public DayJournal(Path directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    /** All whole lines of a day, which is open for appending from now on. */
    public synchronized List<String> lines(LocalDate of) throws IOException {
        open(of);
        return Files.readAllLines(path(of));
    }

    /** @throws IOException when the line is not on the disk; what was written of it is taken back */
    public synchronized void append(LocalDate to, String line) throws IOException {
        FileChannel channel = open(to);
        if (channel.size() > whole) {
            channel.truncate(whole);
        }
        ByteBuffer bytes = ByteBuffer.wrap((line + (char) END).getBytes(StandardCharsets.UTF_8));
        long at = whole;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        channel.force(true);
        whole = at;
    }

    /** @throws IOException when the directory cannot be written to; for a look before the first line is due */
    public synchronized void check(LocalDate today) throws IOException {
        open(today);
    }

    @Override
    public synchronized void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
        day = null;
    }

    private FileChannel open(LocalDate wanted) throws IOException {
        if (file != null && wanted.equals(day)) {
            return file;
        }
        close();
        Path path = path(wanted);
        boolean created = !Files.exists(path);
        FileChannel channel = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                attributes());
        if (created) {
            syncDirectory();
        }
        whole = wholeLength(channel);
        channel.truncate(whole);
        file = channel;
        day = wanted;
        return channel;
    }

    private Path path(LocalDate of) {
        return directory.resolve(name + "-" + of + ".jsonl");
    }

    /** Where the last line ends. */
    private static long wholeLength(FileChannel channel) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        long length = channel.size();
        while (length > 0) {
            one.clear();
            channel.read(one, length - 1);
            if (one.get(0) == END) {
                return length;
            }
            length--;
        }
        return 0;
    }

    /** A new file's name is on the disk only when its directory is. */
    private void syncDirectory() throws IOException {
        if (!isPosix()) {
            return;
        }
        try (FileChannel parent = FileChannel.open(directory, StandardOpenOption.READ)) {
            parent.force(true);
        }
    }

    private FileAttribute<?>[] attributes() {
        return isPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private boolean isPosix() {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
