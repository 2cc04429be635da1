package com.datafly.signal.dr.selfmanaged.internal.server;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Turns failures of the local file system into ours. */
public final class Failures {

    private Failures() {}

    /** Work on files. */
    @FunctionalInterface
    public interface FileWork {
        /** Does it. */
        void run() throws IOException;
    }

    /** Does the work and maps its failures. */
    public static void attempt(String operation, FileWork work) {
        try {
            work.run();
        } catch (IOException e) {
            throw io(operation, e);
        }
    }

    /**
     * Returns our failure for one of the file system: no space, no permission, no file, an interrupted thread, or
     * unknown.
     */
    public static DrException io(String operation, IOException cause) {
        String problem = problem(cause);
        return DrException.create(code(cause, problem), operation, problem, failure -> failure.cause(cause));
    }

    /** Tells whether the disk or the quota of the account is full. */
    public static boolean isDiskFull(IOException cause) {
        String problem = problem(cause).toLowerCase(Locale.ROOT);
        return problem.contains("no space left") || problem.contains("quota exceeded");
    }

    private static ErrorCode code(IOException cause, String problem) {
        if (isDiskFull(cause)) {
            return ErrorCode.QUOTA;
        }
        if (cause instanceof ClosedByInterruptException) {
            return ErrorCode.CANCELLED;
        }
        if (cause instanceof AccessDeniedException || problem.contains("Operation not permitted")) {
            return ErrorCode.PERMISSION_DENIED;
        }
        return cause instanceof NoSuchFileException ? ErrorCode.NOT_FOUND : ErrorCode.UNKNOWN;
    }

    private static String problem(IOException cause) {
        if (cause instanceof FileSystemException failure) {
            String reason = failure.getReason();
            String kind = reason == null ? cause.getClass().getSimpleName() : reason;
            return failure.getFile() + ": " + kind;
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
