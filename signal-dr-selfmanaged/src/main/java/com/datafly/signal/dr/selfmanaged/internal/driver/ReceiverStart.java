package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.wal.ReceiverState;
import com.datafly.signal.dr.selfmanaged.internal.wal.ReceiverStatus;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalReceiver;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;

/** Waits for a new receiver to stream. What no waiting mends is said at once, in its own words. */
final class ReceiverStart {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A receiver of ours that has just died may still hold the slot. */
    private static final Duration PATIENCE_WITH_ANOTHER = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Set<ErrorCode> LASTING = Set.of(
            ErrorCode.FAILED_PRECONDITION,
            ErrorCode.INVALID_ARGUMENT,
            ErrorCode.PERMISSION_DENIED,
            ErrorCode.UNAUTHENTICATED,
            ErrorCode.UNSUPPORTED,
            ErrorCode.INTEGRITY_FAILED,
            ErrorCode.NOT_FOUND,
            ErrorCode.QUOTA);

    private ReceiverStart() {}

    /**
     * Waits.
     *
     * @throws DrException with the code, message and hint of what keeps it from streaming, or {@code DEADLINE_EXCEEDED}
     */
    static void await(WalReceiver receiver) {
        long begin = System.nanoTime();
        while (true) {
            try {
                receiver.awaitStreaming(LOOK);
                return;
            } catch (DrException e) {
                DrException known = receiver.status().failure();
                Duration waited = Duration.ofNanos(System.nanoTime() - begin);
                if (waited.compareTo(PATIENCE) > 0 || isFutile(receiver.status(), waited)) {
                    throw known == null ? e : known;
                }
            }
        }
    }

    private static boolean isFutile(ReceiverStatus status, Duration waited) {
        DrException known = status.failure();
        if (known == null) {
            return false;
        }
        return status.state() == ReceiverState.FAILED
                || LASTING.contains(known.code())
                || (known.code() == ErrorCode.CONFLICT && waited.compareTo(PATIENCE_WITH_ANOTHER) > 0);
    }

    /** A server whose {@code wal_level} is minimal has no walsender, and complains of that alone. */
    static DrException explain(DrException refusal, PostgresEndpoint endpoint) {
        if (refusal.code() != ErrorCode.QUOTA || !isMinimal(endpoint)) {
            return refusal;
        }
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                refusal.operation(),
                "the server's wal_level is minimal, so it sends its WAL to nobody",
                failure -> failure.hint("Set wal_level to replica and max_wal_senders to 10, and restart the server.")
                        .cause(refusal));
    }

    private static boolean isMinimal(PostgresEndpoint endpoint) {
        try (Connection connection = endpoint.connect();
                Statement statement = connection.createStatement();
                ResultSet level = statement.executeQuery("SHOW wal_level")) {
            return level.next() && "minimal".equals(level.getString(1));
        } catch (SQLException | DrException e) {
            // The refusal is what is reported; this would only have explained it.
            return false;
        }
    }
}
