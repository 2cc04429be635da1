package com.datafly.signal.dr.selfmanaged.internal.server;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Ends the server of a data directory where it stands, as a power cut would. It needs no programs of PostgreSQL's. */
public final class ServerKill {

    private ServerKill() {}

    /**
     * Kills the server and its processes, if it runs, and removes what it leaves outside of its data directory.
     *
     * @throws DrException with {@code DEADLINE_EXCEEDED} if processes are still there after {@code timeout}
     */
    public static void at(Path dataDirectory, Duration timeout) {
        Failures.attempt("kill the PostgreSQL server of " + dataDirectory, () -> {
            Optional<PostmasterFile> server = PostmasterFile.read(dataDirectory);
            server.flatMap(PostmasterFile::process).ifPresent(process -> kill(process, dataDirectory, timeout));
            killOrphans(dataDirectory, timeout);
            server.ifPresent(SharedMemory::release);
            SocketDirectory.remove(SocketDirectory.of(dataDirectory));
        });
    }

    /** One that the server began just before it died goes on until it notices, and writes meanwhile. */
    private static void killOrphans(Path dataDirectory, Duration timeout) {
        for (ProcessHandle orphan : ServerProcesses.of(dataDirectory)) {
            kill(orphan, dataDirectory, timeout);
        }
    }

    private static void kill(ProcessHandle process, Path dataDirectory, Duration timeout) {
        if (!ProcessTree.kill(process, timeout)) {
            throw DrException.of(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "kill the PostgreSQL server of " + dataDirectory,
                    "processes are still there after " + timeout);
        }
    }
}
