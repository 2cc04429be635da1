package com.datafly.signal.dr.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which process of which running kernel.
 *
 * <p>The space is the kernel's boot id with the process namespace, since containers share machine ids and process
 * numbers. The start is counted in ticks since the boot: start times by the wall clock change when the clock is set.
 * Where {@code /proc} does not tell these, nothing is concluded about any process.
 */
record ProcessIdentity(String space, long pid, long startTicks) {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessIdentity.class);
    private static final Path PROC = Path.of("/proc");

    /** Of {@code /proc/pid/stat}, counted behind the name in parentheses. */
    private static final int STATE = 0;

    private static final int START_TICKS = 19;

    private static final Optional<ProcessIdentity> CURRENT = findCurrent();

    /** Returns this process, where that can be told. */
    static Optional<ProcessIdentity> current() {
        return CURRENT;
    }

    /** Tells whether the process has certainly ended; false if that cannot be told from here. */
    boolean isDead() {
        if (CURRENT.isEmpty() || !CURRENT.get().space.equals(space)) {
            return false;
        }
        try {
            String[] stat = stat(Long.toString(pid));
            boolean ended = stat[STATE].equals("Z") || stat[STATE].equals("X");
            return ended || Long.parseLong(stat[START_TICKS]) != startTicks;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.debug("cannot tell whether process {} is alive", pid, e);
            return false;
        }
    }

    private static Optional<ProcessIdentity> findCurrent() {
        try {
            if (hidesProcesses()) {
                return Optional.empty();
            }
            String boot = Files.readString(PROC.resolve("sys/kernel/random/boot_id"), UTF_8)
                    .strip();
            String namespace =
                    Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
            long ticks = Long.parseLong(stat("self")[START_TICKS]);
            return Optional.of(new ProcessIdentity(
                    boot + " " + namespace, ProcessHandle.current().pid(), ticks));
        } catch (IOException | RuntimeException e) {
            LOG.debug("cannot tell which process this is; a dead holder's lease has to expire", e);
            return Optional.empty();
        }
    }

    /** Another user's process looks dead where {@code /proc} is mounted so that it is not shown. */
    private static boolean hidesProcesses() throws IOException {
        return Files.readAllLines(PROC.resolve("self/mounts"), UTF_8).stream()
                .filter(mount -> mount.contains(" /proc proc "))
                .anyMatch(mount ->
                        mount.contains("subset=pid") || (mount.contains("hidepid=") && !mount.contains("hidepid=0")));
    }

    private static String[] stat(String process) throws IOException {
        String stat = Files.readString(PROC.resolve(process).resolve("stat"), UTF_8);
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }
}
