package com.datafly.signal.dr.selfmanaged.internal.wal;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * How a receiver works. Immutable.
 *
 * <p>By default: application name as the slot, the archive at most 10 seconds behind, a status at least every 10
 * seconds, an alarm when the server holds more than 10 GiB for the slot, at most 4 GiB of complete segments in the
 * spool.
 */
public final class ReceiverOptions {

    private static final Pattern SLOT = Pattern.compile("[a-z0-9_]{1,63}");

    private final String slot;
    private final Path spool;
    private final String applicationName;
    private final Duration tailInterval;
    private final Duration statusInterval;
    private final long retentionLimit;
    private final long spoolLimit;
    private final Consumer<ReceiverStatus> listener;

    private ReceiverOptions(Builder builder) {
        this.slot = builder.slot;
        this.spool = builder.spool;
        this.applicationName = builder.applicationName;
        this.tailInterval = builder.tailInterval;
        this.statusInterval = builder.statusInterval;
        this.retentionLimit = builder.retentionLimit;
        this.spoolLimit = builder.spoolLimit;
        this.listener = builder.listener;
    }

    /**
     * Describes a receiver.
     *
     * @param slot the name of its physical replication slot, which is made if it is not there
     * @param spool a directory of its own on a local disk, where WAL is durable before it is acknowledged
     * @throws DrException with {@code INVALID_ARGUMENT} if the name is none for a slot, or a setting makes no sense
     */
    public static ReceiverOptions create(String slot, Path spool, Consumer<Builder> more) {
        if (!SLOT.matcher(slot).matches()) {
            throw invalid(
                    "slot is '" + slot + "', but may only have 1 to 63 lower-case letters, digits and underscores");
        }
        Builder builder = new Builder(slot, spool);
        more.accept(builder);
        return new ReceiverOptions(builder);
    }

    public String slot() {
        return slot;
    }

    public Path spool() {
        return spool;
    }

    public String applicationName() {
        return applicationName;
    }

    public Duration tailInterval() {
        return tailInterval;
    }

    public Duration statusInterval() {
        return statusInterval;
    }

    public long retentionLimit() {
        return retentionLimit;
    }

    public long spoolLimit() {
        return spoolLimit;
    }

    public Consumer<ReceiverStatus> listener() {
        return listener;
    }

    private static DrException invalid(String problem) {
        return DrException.of(ErrorCode.INVALID_ARGUMENT, "configure a WAL receiver", problem);
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private final String slot;
        private final Path spool;
        private String applicationName;
        private Duration tailInterval = Duration.ofSeconds(10);
        private Duration statusInterval = Duration.ofSeconds(10);
        private long retentionLimit = 10L << 30;
        private long spoolLimit = 4L << 30;
        private Consumer<ReceiverStatus> listener = status -> {};

        private Builder(String slot, Path spool) {
            this.slot = slot;
            this.spool = requireNonNull(spool, "spool");
            this.applicationName = slot;
        }

        /** Sets the name that {@code synchronous_standby_names} may refer to. */
        public Builder applicationName(String applicationName) {
            this.applicationName = requireNonNull(applicationName, "applicationName");
            return this;
        }

        /** Sets how far the archive may be behind the spool while WAL comes in. */
        public Builder tailInterval(Duration tailInterval) {
            this.tailInterval = positive("tailInterval", tailInterval);
            return this;
        }

        /** Sets how often the server hears from us at least; a third of its wal_sender_timeout, if that is less. */
        public Builder statusInterval(Duration statusInterval) {
            this.statusInterval = positive("statusInterval", statusInterval);
            return this;
        }

        /** Sets how many bytes of WAL the server may hold for the slot before an alarm is raised. */
        public Builder retentionLimit(long bytes) {
            this.retentionLimit = positive("retentionLimit", bytes);
            return this;
        }

        /** Sets how many bytes of complete segments may wait in the spool; beyond that, WAL waits on the server. */
        public Builder spoolLimit(long bytes) {
            this.spoolLimit = positive("spoolLimit", bytes);
            return this;
        }

        /** Sets who is told when the state changes. It must return soon; what it throws is logged. */
        public Builder listener(Consumer<ReceiverStatus> listener) {
            this.listener = requireNonNull(listener, "listener");
            return this;
        }

        private static Duration positive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw invalid(name + " is " + value);
            }
            return value;
        }

        private static long positive(String name, long value) {
            if (value <= 0) {
                throw invalid(name + " is " + value);
            }
            return value;
        }
    }
}
