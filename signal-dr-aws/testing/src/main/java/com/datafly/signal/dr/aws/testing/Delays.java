package com.datafly.signal.dr.aws.testing;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * How long the service takes for each kind of work, by the server's clock. Immutable.
 *
 * <p>By default, {@link #typical()}: what RDS takes for small databases. A piece of work that moves real data takes at
 * least as long as that.
 *
 * @since 0.1
 */
public final class Delays {

    private final Map<Work, Duration> durations;

    private Delays(Map<Work, Duration> durations) {
        this.durations = durations;
    }

    /** Returns what RDS takes for small databases: minutes. */
    public static Delays typical() {
        Map<Work, Duration> durations = new EnumMap<>(Work.class);
        for (Work work : Work.values()) {
            durations.put(work, work.typical);
        }
        return new Delays(durations);
    }

    /** Returns no delays: all work is done when it is looked at, unless real data is still being moved. */
    public static Delays none() {
        Map<Work, Duration> durations = new EnumMap<>(Work.class);
        for (Work work : Work.values()) {
            durations.put(work, Duration.ZERO);
        }
        return new Delays(durations);
    }

    /** Returns these delays with another one for a kind of work. */
    public Delays with(Work work, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("work does not take " + duration);
        }
        Map<Work, Duration> changed = new EnumMap<>(durations);
        changed.put(work, duration);
        return new Delays(changed);
    }

    /** Returns how long a kind of work takes. */
    public Duration of(Work work) {
        return requireNonNull(durations.get(work));
    }

    /** The kinds of work. More may be added. */
    public enum Work {
        /** A new database is made. */
        CREATE(Duration.ofMinutes(6)),
        /** A snapshot is taken, by hand or by the backup window. */
        SNAPSHOT(Duration.ofMinutes(3)),
        /** A snapshot is copied. */
        COPY(Duration.ofMinutes(8)),
        /** A database is made from a snapshot. */
        RESTORE(Duration.ofMinutes(12)),
        /** A database is made as it was at a time. */
        POINT_IN_TIME(Duration.ofMinutes(22)),
        /** The status of a database shows that its settings are being changed; it must be shorter than the change. */
        NOTICE(Duration.ZERO),
        /** A database's settings are changed. */
        MODIFY(Duration.ofMinutes(2)),
        /** A database's storage or standby is changed. */
        STORAGE(Duration.ofMinutes(15)),
        /** A database starts again. */
        REBOOT(Duration.ofSeconds(45)),
        /** A standby takes over. */
        FAILOVER(Duration.ofSeconds(70)),
        /** A database stops or starts. */
        STOP(Duration.ofMinutes(4)),
        /** A database is deleted. */
        DELETE(Duration.ofMinutes(5)),
        /** A replica becomes a database of its own. */
        PROMOTE(Duration.ofMinutes(4)),
        /** A snapshot is exported. */
        EXPORT(Duration.ofMinutes(30)),
        /** Backups begin to be replicated to another region. */
        REPLICATION(Duration.ofMinutes(10)),
        /** The interval at which the log is saved: the latest restorable time is a multiple of it. */
        LOG(Duration.ofMinutes(5));

        private final Duration typical;

        Work(Duration typical) {
            this.typical = typical;
        }
    }
}
