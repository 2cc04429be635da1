package com.datafly.signal.dr.selfmanaged.internal.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Looks at and ends processes that need not be children of this one. */
public final class ProcessTree {

    private static final Duration POLL = Duration.ofMillis(10);

    private ProcessTree() {}

    /** Tells whether the process runs. One that ended and was not yet collected by its parent does not. */
    public static boolean isAlive(ProcessHandle process) {
        return process.isAlive() && !isZombie(process.pid());
    }

    /**
     * Ends a process and all its descendants at once, without a chance to clean up, and waits until they are gone.
     *
     * @return whether all are gone
     */
    public static boolean kill(ProcessHandle root, Duration timeout) {
        List<ProcessHandle> doomed = new ArrayList<>();
        doomed.add(root);
        root.descendants().forEach(doomed::add);
        doomed.forEach(ProcessHandle::destroyForcibly);
        long deadline = System.nanoTime() + timeout.toNanos();
        while (doomed.stream().anyMatch(ProcessTree::isAlive)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }

    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            int state = stat.lastIndexOf(')') + 2;
            return state < stat.length() && stat.charAt(state) == 'Z';
        } catch (IOException e) {
            // No such file system here, or the process is just gone: the caller's other question has the answer.
            return false;
        }
    }
}
