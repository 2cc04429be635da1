package com.datafly.signal.dr.internal.file;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Objects;

/** The one place that knows what a file system's refusals mean. */
public final class FileErrors {

    private FileErrors() {}

    /** Maps the failure of a read, or of what precedes a change. */
    public static DrException withoutEffect(String operation, IOException cause) {
        return map(operation, cause, code(cause), Effect.NONE, RetryAdvice.SAFE);
    }

    /** Maps the failure to append to what nobody sees yet: some of the bytes may be there, so it is not repeated. */
    public static DrException ofAppend(String operation, IOException cause) {
        return map(operation, cause, code(cause), Effect.NONE, RetryAdvice.NEVER);
    }

    /** Maps the failure of a change. What was refused did not happen; of anything else that is not known. */
    public static DrException ofChange(String operation, IOException cause) {
        ErrorCode code = code(cause);
        return map(
                operation, cause, code, code == ErrorCode.UNAVAILABLE ? Effect.UNKNOWN : Effect.NONE, RetryAdvice.SAFE);
    }

    /** Maps the failure to make a change durable that can be seen already. */
    public static DrException ofSync(String operation, IOException cause) {
        return map(operation, cause, code(cause), Effect.UNKNOWN, RetryAdvice.SAFE);
    }

    /**
     * Tells whether the failure means that there is no such file: a missing part, or a file where a folder should be.
     */
    public static boolean isAbsence(IOException failure) {
        return failure instanceof NoSuchFileException || reason(failure).contains("not a directory");
    }

    private static DrException map(
            String operation, IOException cause, ErrorCode code, Effect effect, RetryAdvice ifUnavailable) {
        return DrException.create(code, operation, problem(cause), failure -> {
            if (code == ErrorCode.UNAVAILABLE) {
                failure.retry(ifUnavailable);
            }
            hint(failure, code);
            failure.effect(effect).cause(cause);
        });
    }

    private static ErrorCode code(IOException failure) {
        String reason = reason(failure);
        if (failure instanceof AccessDeniedException
                || reason.contains("permission denied")
                || reason.contains("not permitted")
                || reason.contains("read-only file system")) {
            return ErrorCode.PERMISSION_DENIED;
        }
        if (reason.contains("no space left")
                || reason.contains("not enough space")
                || reason.contains("quota exceeded")
                || reason.contains("too many")
                || reason.contains("file too large")) {
            return ErrorCode.QUOTA;
        }
        if (reason.contains("name too long")) {
            return ErrorCode.INVALID_ARGUMENT;
        }
        return ErrorCode.UNAVAILABLE;
    }

    private static void hint(DrException.Builder failure, ErrorCode code) {
        if (code == ErrorCode.QUOTA) {
            failure.hint(
                    "Free space or inodes on the directory's file system, or raise the limit that the message names.");
        } else if (code == ErrorCode.PERMISSION_DENIED) {
            failure.hint("Let the user of this process read and write the directory, and mount it writable.");
        }
    }

    private static String problem(IOException failure) {
        String problem = failure instanceof AccessDeniedException
                ? "permission denied for " + failure.getMessage()
                : Objects.requireNonNullElse(
                        failure.getMessage(), failure.getClass().getSimpleName());
        return problem.isEmpty() ? failure.getClass().getSimpleName() : problem;
    }

    private static String reason(IOException failure) {
        String reason = failure instanceof FileSystemException files ? files.getReason() : failure.getMessage();
        return Objects.requireNonNullElse(reason, "").toLowerCase(Locale.ROOT);
    }
}
