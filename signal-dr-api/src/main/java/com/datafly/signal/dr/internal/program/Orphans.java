package com.datafly.signal.dr.internal.program;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds a program whose runner died before it could note which process it is: by the key in its environment. Where the
 * operating system does not show that, there is nothing to be found.
 */
final class Orphans {

    /** The variable in which a program finds the key of its work. */
    static final String KEY = "SIGNAL_DR_KEY";

    private static final Path PROCESSES = Path.of("/proc");

    private Orphans() {}

    /** Finds the first of the processes with that key: the others are its children. */
    static Optional<ProcessHandle> find(String key) {
        return ProcessHandle.allProcesses()
                .filter(process -> hasKey(process, key))
                .filter(process ->
                        process.parent().filter(parent -> hasKey(parent, key)).isEmpty())
                .findFirst();
    }

    /** Tells whether a process was begun for the work of that key, as far as that can be seen. */
    static boolean hasKey(ProcessHandle process, String key) {
        Path environment = PROCESSES.resolve(Long.toString(process.pid())).resolve("environ");
        try {
            String variables = new String(Files.readAllBytes(environment), ISO_8859_1);
            return Arrays.asList(variables.split("\0")).contains(KEY + "=" + key);
        } catch (IOException e) {
            // It has ended meanwhile, is another user's, or this is no Linux.
            return false;
        }
    }
}
