package com.datafly.signal.dr.selfmanaged.internal.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The processes of a PostgreSQL server: all of them have its data directory as their working directory. */
final class ServerProcesses {

    private static final String PROGRAM = "postgres";

    private ServerProcesses() {}

    /** Finds them, whoever their parent is; none where the system does not tell, which Linux does. */
    static List<ProcessHandle> of(Path dataDirectory) throws IOException {
        if (!Files.exists(dataDirectory)) {
            return List.of();
        }
        Path directory = dataDirectory.toRealPath();
        return ProcessHandle.allProcesses()
                .filter(process ->
                        link(process, "cwd").filter(directory::equals).isPresent())
                .filter(process -> link(process, "exe")
                        .filter(program -> String.valueOf(program.getFileName()).startsWith(PROGRAM))
                        .isPresent())
                .toList();
    }

    private static Optional<Path> link(ProcessHandle process, String name) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), name)));
        } catch (IOException e) {
            // It is another user's, or has just ended.
            return Optional.empty();
        }
    }
}
