package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.server.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Asks how much can be written below a directory. */
@FunctionalInterface
interface DiskSpace {

    /** Beside the files a starting server writes temporary files and its log. */
    long RESERVE = 64L * 1024 * 1024;

    /** Returns the number of bytes that this account may still write in {@code directory}. */
    long available(Path directory) throws IOException;

    /** Returns the file system's own answer. */
    static DiskSpace real() {
        return directory -> Files.getFileStore(directory).getUsableSpace();
    }

    /**
     * Refuses work that will not fit.
     *
     * @throws DrException with {@code QUOTA} and both numbers
     */
    default void require(Path directory, long needed, String operation) throws IOException {
        long available = available(directory);
        if (available < needed) {
            throw full(directory, needed, available, operation, more -> {});
        }
    }

    /** Returns the failure of work that did not fit. */
    static DrException full(
            Path directory, long needed, long available, String operation, Consumer<DrException.Builder> more) {
        return DrException.create(
                ErrorCode.QUOTA,
                operation,
                "the disk of " + directory + " has " + available + " bytes, and " + needed + " are needed",
                failure -> more.accept(failure.hint("Make room, or restore to another disk.")
                        .detail("bytesNeeded", needed)
                        .detail("bytesAvailable", available)));
    }

    /** Tells whether a failure comes from a full disk, as far as its causes or a server's log say. */
    static boolean isExhausted(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean ours = cause instanceof IOException io && Failures.isDiskFull(io);
            if (ours || String.valueOf(cause.getMessage()).contains("No space left on device")) {
                return true;
            }
        }
        return false;
    }
}
