package com.datafly.signal.dr.selfmanaged.internal.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The processes of a PostgreSQL server: all of them have its data directory as their working directory. */
final class ServerProcesses {

    /** Linux says of a program whose file was replaced meanwhile, as by an update, that it is deleted. */
    private static final Set<String> PROGRAMS = Set.of("postgres", "postgres (deleted)");

    private ServerProcesses() {}

    /** Finds them, whoever their parent is; none where the system does not tell, which Linux does. */
    static List<ProcessHandle> of(Path dataDirectory) {
        return ProcessHandle.allProcesses()
                .filter(process -> belongs(Path.of("/proc", Long.toString(process.pid())), dataDirectory))
                .toList();
    }

    /** Compares the directories themselves: within a container another one may have the same path. */
    private static boolean belongs(Path process, Path dataDirectory) {
        try {
            Path program = Files.readSymbolicLink(process.resolve("exe"));
            return PROGRAMS.contains(String.valueOf(program.getFileName()))
                    && Files.isSameFile(process.resolve("cwd"), dataDirectory);
        } catch (IOException e) {
            // It is another user's, or has just ended, or there is no such directory.
            return false;
        }
    }
}
