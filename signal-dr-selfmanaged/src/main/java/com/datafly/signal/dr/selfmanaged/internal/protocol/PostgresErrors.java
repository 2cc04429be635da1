package com.datafly.signal.dr.selfmanaged.internal.protocol;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * The only place that knows PostgreSQL's error codes. Every failure carries the detail {@code sqlState} where there is
 * one.
 */
public final class PostgresErrors {

    private PostgresErrors() {}

    /** Translates a failure of something that changes nothing. */
    public static DrException onRead(String operation, SQLException e) {
        return translate(operation, e, Effect.NONE);
    }

    /** Translates a failure of a change: without the server's answer nobody knows whether it happened. */
    public static DrException onChange(String operation, SQLException e) {
        return translate(operation, e, Effect.UNKNOWN);
    }

    /** Translates a broken connection during something that changes nothing. */
    public static DrException onRead(String operation, IOException e) {
        return lost(operation, e, Effect.NONE);
    }

    static DrException onChange(String operation, IOException e) {
        return lost(operation, e, Effect.UNKNOWN);
    }

    /** Translates the server's refusal, which always means that nothing was changed. */
    static DrException refused(String operation, ServerError error) {
        return fail(operation, error, failure -> {});
    }

    private static DrException translate(String operation, SQLException e, Effect effectIfLost) {
        Optional<ServerError> answer = e instanceof PSQLException sql ? ServerError.of(sql) : Optional.empty();
        if (answer.isPresent()) {
            return fail(operation, answer.get(), failure -> failure.cause(e));
        }
        if (isCausedBy(e, InterruptedException.class) || Thread.currentThread().isInterrupted()) {
            return DrException.create(
                    ErrorCode.CANCELLED,
                    operation,
                    "the thread was interrupted",
                    failure -> failure.effect(effectIfLost).cause(e));
        }
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        // pgjdbc reports a certificate for another name as a failed connection that nothing has caused.
        if (isCausedBy(e, SSLException.class) || (state.equals("08006") && e.getCause() == null)) {
            return untrusted(operation, e);
        }
        ErrorCode code = state.isEmpty() || state.startsWith("08") ? ErrorCode.UNAVAILABLE : code(state);
        return DrException.create(code, operation, oneLine(e), failure -> {
            failure.effect(effectIfLost).cause(e).detail("sqlState", state);
            if (effectIfLost == Effect.NONE && code == ErrorCode.UNAVAILABLE) {
                failure.retry(RetryAdvice.SAFE);
            }
            if (state.startsWith("08")) {
                failure.hint("Check that the server runs, its address, and the network between.");
            }
        });
    }

    private static DrException untrusted(String operation, SQLException e) {
        return DrException.create(
                ErrorCode.UNAUTHENTICATED,
                operation,
                "TLS failed: " + oneLine(e),
                failure -> failure.cause(e)
                        .hint("Check that sslRootCertificate is the authority of the server's certificate, and that the"
                                + " certificate is for the host's name."));
    }

    private static DrException lost(String operation, IOException e, Effect effect) {
        if (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException)) {
            return DrException.create(
                    ErrorCode.CANCELLED,
                    operation,
                    "the thread was interrupted",
                    failure -> failure.effect(effect).cause(e));
        }
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return DrException.create(ErrorCode.UNAVAILABLE, operation, "connection lost: " + reason, failure -> {
            failure.effect(effect).cause(e);
            if (effect == Effect.NONE) {
                failure.retry(RetryAdvice.SAFE);
            }
        });
    }

    private static DrException fail(String operation, ServerError error, Consumer<DrException.Builder> more) {
        ErrorCode code = code(error.sqlState());
        return DrException.create(code, operation, error.text(), failure -> {
            failure.detail("sqlState", error.sqlState());
            String hint = error.hint().isEmpty() ? hint(error.sqlState()) : error.hint();
            if (hint != null) {
                failure.hint(hint);
            }
            if (code == ErrorCode.UNAVAILABLE) {
                failure.retry(RetryAdvice.SAFE);
            }
            more.accept(failure);
        });
    }

    private static ErrorCode code(String sqlState) {
        return switch (sqlState) {
            case "42501" -> ErrorCode.PERMISSION_DENIED;
            case "3D000", "42704", "58P01" -> ErrorCode.NOT_FOUND;
            case "42710", "58P02" -> ErrorCode.ALREADY_EXISTS;
            case "55006" -> ErrorCode.CONFLICT;
            case "55000", "25006" -> ErrorCode.FAILED_PRECONDITION;
            case "57014" -> ErrorCode.CANCELLED;
            case "0A000" -> ErrorCode.UNSUPPORTED;
            case "XX001", "XX002" -> ErrorCode.INTEGRITY_FAILED;
            case "58030" -> ErrorCode.UNAVAILABLE;
            default -> codeOfClass(sqlState.length() < 2 ? "" : sqlState.substring(0, 2));
        };
    }

    private static ErrorCode codeOfClass(String sqlStateClass) {
        return switch (sqlStateClass) {
            case "28" -> ErrorCode.UNAUTHENTICATED;
            case "53" -> ErrorCode.QUOTA;
            case "08", "57" -> ErrorCode.UNAVAILABLE;
            case "22", "42" -> ErrorCode.INVALID_ARGUMENT;
            default -> ErrorCode.UNKNOWN;
        };
    }

    private static @Nullable String hint(String sqlState) {
        return switch (sqlState) {
            case "28P01" -> "Check the user and the password.";
            case "28000" ->
                "Check that pg_hba.conf lets this user in from this machine; a replication connection needs a"
                        + " line of its own with the database 'replication'.";
            case "53100" -> "Free space on the server's disk.";
            case "53300" -> "Wait for a connection to end, or raise max_connections or max_wal_senders.";
            case "53400" -> "Raise max_replication_slots, or drop a slot that nobody needs.";
            case "XX001", "XX002" ->
                "The server's own files are damaged. Find the relation in the server's log, and keep"
                        + " every older backup.";
            default -> null;
        };
    }

    private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String oneLine(SQLException e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    }
}
