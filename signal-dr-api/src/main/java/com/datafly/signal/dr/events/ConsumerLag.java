package com.datafly.signal.dr.events;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.events.lag.DefaultConsumerLag;
import java.time.Duration;

/**
 * What consumer groups of one cluster have not read yet, in messages and in time. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface ConsumerLag permits DefaultConsumerLag {

    /**
     * Measures. Reads only, and joins no group. What groups committed is asked first and where the logs end after that,
     * so a lag may be shown too large by what was read meanwhile, never too small.
     *
     * <p>Messages cost a few requests, however many partitions there are. For times, and to tell records from what only
     * takes up offsets (ends of transactions, aborted and compacted records), the next record of each partition with
     * lag is read, and of no other.
     *
     * @throws DrException with {@code UNAVAILABLE}, {@code UNAUTHENTICATED} or {@code PERMISSION_DENIED} if the cluster
     *     as a whole does not answer; a group or a partition that could not be read is shown as such in the report
     */
    LagReport measure(LagQuery query);

    /**
     * Measures again and again until {@link LagReport#zero()}. A cluster that does not answer for now is asked again.
     *
     * @return the measurement that showed it
     * @throws DrException with {@code DEADLINE_EXCEEDED} if it is not zero by then, and why not;
     *     {@code INVALID_ARGUMENT} if no group is expected or {@code deadline} is negative
     */
    LagReport awaitZero(LagQuery query, Duration deadline);
}
