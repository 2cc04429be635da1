package com.datafly.signal.dr.internal.events.lag;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.PartitionLag;
import com.datafly.signal.dr.events.PartitionLag.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Judges what a group has not read of a partition, from what it is given alone.
 *
 * @param logs where the logs begin and end
 * @param unread the next records
 * @param now when that was asked
 */
record PartitionRules(Logs logs, UnreadRecords unread, Instant now) {

    /** How far a producer's clock may be ahead of ours before its timestamps are doubted. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final Duration SHORTEST = Duration.ofMillis(1);

    PartitionLag judge(PartitionId id, OptionalLong committed) {
        Optional<Logs.Log> log = logs.find(id);
        if (log.isEmpty()) {
            return PartitionLag.create(
                    id, State.UNREADABLE, lag -> lag.committed(committed).trouble(logs.trouble(id)));
        }
        return committed.isPresent() ? judge(id, committed.getAsLong(), log.get()) : uncommitted(id, log.get());
    }

    private static PartitionLag uncommitted(PartitionId id, Logs.Log log) {
        return log.end() == 0
                ? PartitionLag.create(
                        id, State.UNUSED, lag -> lag.end(0).messages(0).delay(Duration.ZERO))
                : PartitionLag.create(
                        id, State.NEVER_COMMITTED, lag -> lag.end(log.stable()).held(log.held()));
    }

    private PartitionLag judge(PartitionId id, long committed, Logs.Log log) {
        if (committed > log.end() && committed > log.stable()) {
            return PartitionLag.create(
                    id,
                    State.AHEAD,
                    lag -> lag.committed(OptionalLong.of(committed))
                            .end(log.stable())
                            .held(log.held()));
        }
        if (committed == log.end()) {
            return PartitionLag.create(
                    id,
                    State.CAUGHT_UP,
                    lag -> lag.committed(OptionalLong.of(committed))
                            .end(committed)
                            .messages(0)
                            .delay(Duration.ZERO));
        }
        long next = Math.max(committed, log.start());
        Optional<NextRecord> record = unread.find(id, next);
        long messages =
                Math.max(0, log.stable() - record.map(NextRecord::offset).orElse(next));
        long lost = Math.max(0, log.start() - committed);
        State state = lost > 0 ? State.LOST : messages > 0 ? State.BEHIND : State.CAUGHT_UP;
        return PartitionLag.create(id, state, lag -> {
            lag.committed(OptionalLong.of(committed))
                    .end(log.stable())
                    .messages(messages)
                    .held(log.held())
                    .lost(lost);
            if (messages == 0) {
                lag.delay(Duration.ZERO);
            } else {
                record.flatMap(this::age).ifPresent(lag::delay);
            }
        });
    }

    /** What is unread is never shown as zero; a time that is still to come says nothing. */
    private Optional<Duration> age(NextRecord record) {
        if (record.timestampMillis() < 0) {
            return Optional.empty();
        }
        Duration age = Duration.between(Instant.ofEpochMilli(record.timestampMillis()), now);
        if (age.compareTo(SKEW.negated()) < 0) {
            return Optional.empty();
        }
        return Optional.of(age.compareTo(SHORTEST) < 0 ? SHORTEST : age);
    }
}
