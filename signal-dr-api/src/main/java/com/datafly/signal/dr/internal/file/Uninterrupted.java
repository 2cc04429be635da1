package com.datafly.signal.dr.internal.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;

/**
 * Runs work on file channels to its end. A channel closes itself under a thread that is interrupted, which would leave
 * a write half done for a reason that has nothing to do with it.
 */
public final class Uninterrupted {

    private Uninterrupted() {}

    /** Runs {@code work}, again if an interruption stopped it, and restores the interruption afterwards. */
    public static <T> T call(FileWork<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException | FileLockInterruptionException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Work that may be begun again when a channel was closed under it. */
    @FunctionalInterface
    public interface FileWork<T> {
        /** Does it. */
        T run() throws IOException;
    }
}
