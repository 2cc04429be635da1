package com.datafly.signal.dr.selfmanaged.internal.server;

import com.datafly.signal.dr.DrException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The System V segment by which a PostgreSQL server locks its data directory. The kernel keeps it when the server is
 * killed, until the next start in that directory; where the directory is removed, for ever, and after a few thousand of
 * them no server starts on that machine.
 */
final class SharedMemory {

    private static final Logger LOG = LoggerFactory.getLogger(SharedMemory.class);
    private static final Path SEGMENTS = Path.of("/proc/sysvipc/shm");

    private SharedMemory() {}

    /** Removes the segment of a server that is gone, if it is there and nobody uses it. Never fails. */
    static void release(PostmasterFile server) {
        try {
            if (Files.isReadable(SEGMENTS)
                    && Files.readAllLines(SEGMENTS, StandardCharsets.ISO_8859_1).stream()
                            .anyMatch(line -> isAbandoned(line, server))) {
                Command.Result result = Command.run(List.of("ipcrm", "-m", Long.toString(server.segment())));
                if (!result.succeeded()) {
                    LOG.warn("shared memory segment {} stays: {}", server.segment(), result.output());
                }
            }
        } catch (IOException | DrException e) {
            LOG.warn("shared memory segment {} stays", server.segment(), e);
        }
    }

    /** The creator's process id tells it from a segment that got the number since. */
    private static boolean isAbandoned(String line, PostmasterFile server) {
        List<String> columns = List.of(line.strip().split("\\s+"));
        return columns.size() > 6
                && columns.get(1).equals(Long.toString(server.segment()))
                && columns.get(4).equals(Long.toString(Math.abs(server.pid())))
                && columns.get(6).equals("0");
    }
}
