package com.datafly.signal.dr.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.ReplicationHole;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;

/** Waits for what comes by itself, for up to five minutes, and tells whether it has. */
final class Awaiting {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration MOMENT = Duration.ofMillis(50);

    /** What is said by those who begin, change hands or rebalance: they are to be asked again. */
    private static final Set<ErrorCode> NOT_YET =
            Set.of(ErrorCode.UNAVAILABLE, ErrorCode.FAILED_PRECONDITION, ErrorCode.NOT_FOUND);

    private Awaiting() {}

    /** Returns when it holds. */
    static void await(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - begin).isLessThan(LONG.toNanos());
            LockSupport.parkNanos(MOMENT.toNanos());
        }
    }

    /** Returns when it holds, whatever is said before. */
    static void awaitCalm(BooleanSupplier condition) {
        await(() -> {
            try {
                return condition.getAsBoolean();
            } catch (DrException e) {
                if (NOT_YET.contains(e.code())) {
                    return false;
                }
                throw e;
            }
        });
    }

    /** Makes topics: a broker that stood still is taken for lost for a moment, and refuses them. */
    static void awaitTopics(EventStreamDriver driver, TopicSpec... topics) {
        awaitCalm(() -> driver.createTopics(List.of(topics)).values().stream()
                .allMatch(failure -> failure.code() == ErrorCode.ALREADY_EXISTS));
    }

    /** Looks until both clusters have answered everything: what one of them did not is not in what a look keeps. */
    static void awaitLook(ReplicationWatch watch) {
        awaitCalm(() -> {
            watch.look();
            return watch.trouble().isEmpty();
        });
    }

    /** Tells whether holes are there that are all explained: none is before the source has answered. */
    static boolean areExplained(Stream<ReplicationHole> holes) {
        List<ReplicationHole.Kind> kinds = holes.map(ReplicationHole::kind).toList();
        return !kinds.isEmpty() && !kinds.contains(ReplicationHole.Kind.UNPROVEN);
    }

    /** Whoever ends a transaction is answered before its marks are in the partitions. */
    static boolean noTransactionEnds(Admin admin) {
        Set<TransactionState> ending = Set.of(TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT);
        try {
            return admin.listTransactions().all().get().stream()
                    .noneMatch(transaction -> ending.contains(transaction.state()));
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
