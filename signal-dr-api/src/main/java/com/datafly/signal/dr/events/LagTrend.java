package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the lag of groups developed between two measurements.
 *
 * @since 0.1
 */
public final class LagTrend {

    private final Map<String, Trend> groups;
    private final Map<String, Map<PartitionId, Trend>> partitions;

    private LagTrend(Map<String, Trend> groups, Map<String, Map<PartitionId, Trend>> partitions) {
        this.groups = groups;
        this.partitions = partitions;
    }

    /** Compares two measurements. Groups and partitions that one of them lacks are left out. */
    static LagTrend between(LagReport earlier, LagReport later) {
        Duration elapsed = Duration.between(earlier.measuredAt(), later.measuredAt());
        if (elapsed.isNegative() || elapsed.isZero()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "compare two measurements of lag",
                    "the one of " + earlier.measuredAt() + " is no earlier than that of " + later.measuredAt(),
                    failure -> failure.hint(
                            "Ask the later one, as in later.since(earlier), a second or more after the other."));
        }
        Map<String, Trend> groups = new LinkedHashMap<>();
        Map<String, Map<PartitionId, Trend>> partitions = new LinkedHashMap<>();
        for (GroupLag now : later.groups()) {
            earlier.group(now.name()).ifPresent(before -> {
                Map<PartitionId, Pair> pairs = pairs(before, now);
                Map<PartitionId, Trend> each = new LinkedHashMap<>();
                pairs.forEach((id, pair) -> each.put(id, Trend.of(List.of(pair), elapsed)));
                partitions.put(now.name(), Collections.unmodifiableMap(each));
                if (!pairs.isEmpty()) {
                    groups.put(now.name(), Trend.of(new ArrayList<>(pairs.values()), elapsed));
                }
            });
        }
        return new LagTrend(Collections.unmodifiableMap(groups), Collections.unmodifiableMap(partitions));
    }

    private static Map<PartitionId, Pair> pairs(GroupLag before, GroupLag now) {
        Map<PartitionId, PartitionLag> earlier = new LinkedHashMap<>();
        before.partitions().forEach(lag -> earlier.put(lag.partition(), lag));
        Map<PartitionId, Pair> pairs = new LinkedHashMap<>();
        for (PartitionLag lag : now.partitions()) {
            PartitionLag old = earlier.get(lag.partition());
            if (old != null && counted(old) && counted(lag)) {
                pairs.put(lag.partition(), new Pair(old, lag));
            }
        }
        return pairs;
    }

    private static boolean counted(PartitionLag lag) {
        return lag.messages().isPresent()
                && lag.committed().isPresent()
                && lag.end().isPresent();
    }

    /** Returns how groups developed, by name, over those partitions of which it is known. */
    public Map<String, Trend> groups() {
        return groups;
    }

    /** Returns how the partitions of a group developed. */
    public Map<PartitionId, Trend> partitions(String group) {
        return partitions.getOrDefault(group, Map.of());
    }

    private record Pair(PartitionLag before, PartitionLag now) {}

    /**
     * One development.
     *
     * @param direction where it goes
     * @param messagesBefore how many messages were unread
     * @param messagesNow how many are
     * @param consumedPerSecond how many offsets the group moved on
     * @param producedPerSecond how many the logs' ends moved on
     * @param timeToDrain when it reaches zero if it goes on like that; zero if it is there, empty if it never does
     * @since 0.1
     */
    public record Trend(
            Direction direction,
            long messagesBefore,
            long messagesNow,
            double consumedPerSecond,
            double producedPerSecond,
            Optional<Duration> timeToDrain) {

        /** Refuses null. */
        public Trend {
            requireNonNull(direction, "direction");
            requireNonNull(timeToDrain, "timeToDrain");
        }

        private static Trend of(List<Pair> pairs, Duration elapsed) {
            long before = 0;
            long now = 0;
            long consumed = 0;
            long produced = 0;
            for (Pair pair : pairs) {
                before += pair.before().messages().orElse(0);
                now += pair.now().messages().orElse(0);
                consumed += pair.now().committed().orElse(0)
                        - pair.before().committed().orElse(0);
                produced += pair.now().end().orElse(0) - pair.before().end().orElse(0);
            }
            double seconds = elapsed.toNanos() / 1e9;
            return new Trend(
                    direction(before, now, consumed),
                    before,
                    now,
                    consumed / seconds,
                    produced / seconds,
                    drained(now, (before - now) / seconds));
        }

        private static Direction direction(long before, long now, long consumed) {
            if (now == 0) {
                return Direction.CAUGHT_UP;
            }
            if (consumed <= 0) {
                return Direction.STALLED;
            }
            return now < before ? Direction.DRAINING : now > before ? Direction.GROWING : Direction.STEADY;
        }

        private static Optional<Duration> drained(long now, double perSecond) {
            if (now == 0) {
                return Optional.of(Duration.ZERO);
            }
            return perSecond <= 0 ? Optional.empty() : Optional.of(Duration.ofMillis((long) (now / perSecond * 1000)));
        }
    }

    /**
     * Where a lag goes.
     *
     * @since 0.1
     */
    public enum Direction {
        /** Nothing is unread. */
        CAUGHT_UP,
        /** It becomes smaller. */
        DRAINING,
        /** The group reads as fast as records come. */
        STEADY,
        /** Records come faster than the group reads. */
        GROWING,
        /** Something is unread, and the group did not move. */
        STALLED
    }
}
