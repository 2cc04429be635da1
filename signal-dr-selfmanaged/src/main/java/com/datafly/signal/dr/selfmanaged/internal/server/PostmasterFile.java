package com.datafly.signal.dr.selfmanaged.internal.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a running server says of itself in {@code postmaster.pid}.
 *
 * @param pid the server's process
 * @param port the port of its sockets
 * @param socketDirectory the directory of its Unix-domain socket, or empty if it has none
 * @param segment the id of the shared memory that locks the data directory; -1 if it has none
 * @param status {@code starting}, {@code standby}, {@code ready} or {@code stopping}; empty while it is being written
 */
public record PostmasterFile(long pid, int port, String socketDirectory, long segment, String status) {

    private static final int SEGMENT_LINE = 6;
    private static final int STATUS_LINE = 7;

    /** Reads the file of a data directory; empty if there is none or it is still being written. */
    public static Optional<PostmasterFile> read(Path dataDirectory) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(dataDirectory.resolve("postmaster.pid"), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (lines.size() < 5) {
            return Optional.empty();
        }
        String status = lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : "";
        try {
            long pid = Long.parseLong(lines.get(0).strip());
            int port = Integer.parseInt(lines.get(3).strip());
            return Optional.of(new PostmasterFile(pid, port, lines.get(4), segment(lines), status));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The line holds the segment's key and its id. */
    private static long segment(List<String> lines) {
        String[] parts =
                lines.size() > SEGMENT_LINE ? lines.get(SEGMENT_LINE).strip().split("\\s+") : new String[0];
        return parts.length == 2 ? Long.parseLong(parts[1]) : -1;
    }

    /**
     * Returns the server's process if it runs. A file that a crash left behind may name a process that is gone, or one
     * that is no PostgreSQL server: both count as not running.
     */
    public Optional<ProcessHandle> process() {
        return ProcessHandle.of(Math.abs(pid))
                .filter(ProcessTree::isAlive)
                .filter(process -> process.info()
                        .command()
                        .map(command -> command.endsWith("/postgres"))
                        .orElse(true));
    }

    /**
     * Tells whether the process is there and is no server: another program that got the number after a crash, or a dead
     * server that its parent has not collected. PostgreSQL takes both for a running server and refuses to start.
     */
    boolean misleads() {
        return ProcessHandle.of(Math.abs(pid)).isPresent() && process().isEmpty();
    }
}
