package com.datafly.signal.dr.internal.verify;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.sql.SQLException;
import java.util.Objects;

/** The only place of the verification that knows PostgreSQL's SQLSTATEs. */
public final class SqlErrors {

    private SqlErrors() {}

    /** Translates a failure of a statement that changed nothing. */
    public static DrException onRead(String operation, SQLException cause) {
        ErrorCode code = code(cause);
        return DrException.create(code, operation, message(cause), failure -> {
            failure.cause(cause).detail("sqlState", state(cause));
            if (code == ErrorCode.PERMISSION_DENIED) {
                failure.hint("Use a role that may do this, or grant it what the message names.");
            }
        });
    }

    /** Returns the SQLSTATE, or an empty text if there is none. */
    public static String state(SQLException cause) {
        return Objects.requireNonNullElse(cause.getSQLState(), "");
    }

    /** Returns the server's message without the word ERROR. */
    public static String message(SQLException cause) {
        String message = Objects.requireNonNullElse(cause.getMessage(), "no message");
        return message.startsWith("ERROR: ") ? message.substring("ERROR: ".length()) : message;
    }

    /** Tells whether the role lacks a permission. */
    public static boolean isForbidden(SQLException cause) {
        return state(cause).equals("42501");
    }

    /** Tells whether a time limit or a cancellation ended the statement. */
    public static boolean isCancelled(SQLException cause) {
        return state(cause).equals("57014");
    }

    /** Tells whether a lock was not to be had in time, or a deadlock was avoided. */
    public static boolean isLockFailure(SQLException cause) {
        return state(cause).equals("55P03") || state(cause).equals("40P01");
    }

    /** Tells whether a table or column is not there, or not any more. */
    public static boolean isUndefined(SQLException cause) {
        return state(cause).equals("42P01")
                || state(cause).equals("3F000")
                || state(cause).equals("42703");
    }

    /**
     * Tells whether the server itself says that stored data is broken: corrupted data or index (XX001, XX002), an
     * internal inconsistency (XX000), or a file that is missing or unreadable (class 58).
     */
    public static boolean isDamage(SQLException cause) {
        return state(cause).startsWith("XX") || state(cause).startsWith("58");
    }

    private static ErrorCode code(SQLException cause) {
        return switch (state(cause)) {
            case "28P01", "28000" -> ErrorCode.UNAUTHENTICATED;
            case "42501" -> ErrorCode.PERMISSION_DENIED;
            case "3D000" -> ErrorCode.NOT_FOUND;
            case "42P01", "3F000", "42703", "55000", "25006" -> ErrorCode.FAILED_PRECONDITION;
            case "55P03", "40P01", "55006", "40001" -> ErrorCode.CONFLICT;
            case "53100", "53200", "53300", "53400" -> ErrorCode.QUOTA;
            case "57014" -> ErrorCode.DEADLINE_EXCEEDED;
            default -> codeOfClass(cause);
        };
    }

    private static ErrorCode codeOfClass(SQLException cause) {
        if (isDamage(cause)) {
            return ErrorCode.INTEGRITY_FAILED;
        }
        String state = state(cause);
        return state.startsWith("08") || state.startsWith("57P") ? ErrorCode.UNAVAILABLE : ErrorCode.UNKNOWN;
    }
}
