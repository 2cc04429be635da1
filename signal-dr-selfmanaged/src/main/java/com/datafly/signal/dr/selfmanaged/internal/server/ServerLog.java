package com.datafly.signal.dr.selfmanaged.internal.server;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The file that a server writes its log to. It grows; nobody turns it over. */
public final class ServerLog {

    private static final int MOST_BYTES = 256 * 1024;

    private final Path file;

    /** Looks at a file, which need not exist. */
    public ServerLog(Path file) {
        this.file = file;
    }

    /** Returns the place of the file. */
    public Path file() {
        return file;
    }

    /** Makes the file if there is none, so that it belongs to the right account and is closed to others. */
    void prepare(Account account) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        account.own(file);
    }

    /** Returns the last lines, at most {@code lines} of them; none if there is no file. */
    public List<String> tail(int lines) {
        List<String> all = since(Math.max(0, size() - MOST_BYTES));
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }

    /** Returns what was written since the file had {@code position} bytes, at most its last 256 KiB. */
    public List<String> since(long position) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(position, in.length() - MOST_BYTES);
            byte[] bytes = new byte[(int) Math.max(0, in.length() - from)];
            in.seek(from);
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the number of bytes. */
    public long size() {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
