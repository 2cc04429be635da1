package com.datafly.signal.dr.internal.events.copy;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.events.PartitionId;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What is copied, and how. Thread-safe if its rule and memory are. */
public final class CopyPlan {

    private final String id;
    private final Map<PartitionId, CopyRange> ranges;
    private final Builder settings;

    private CopyPlan(String id, Map<PartitionId, CopyRange> ranges, Builder settings) {
        this.id = id;
        this.ranges = Collections.unmodifiableMap(new TreeMap<>(ranges));
        this.settings = settings;
    }

    /**
     * Plans a copy. Defaults: rules as {@link Builder} says.
     *
     * @param id the copy's name at the target, without a slash: a later runner of the same name goes on where the
     *     earlier one was, and ends it
     * @param ranges what is copied of each partition of the source
     * @param rule what becomes of each event
     */
    public static CopyPlan create(
            String id, Map<PartitionId, CopyRange> ranges, CopyRule rule, Consumer<Builder> more) {
        Builder builder = new Builder(rule);
        more.accept(builder);
        return new CopyPlan(requireNonNull(id, "id"), ranges, builder);
    }

    /** Returns the copy's name at the target. */
    public String id() {
        return id;
    }

    /** Returns what is copied of each partition. */
    public Map<PartitionId, CopyRange> ranges() {
        return ranges;
    }

    CopyRule rule() {
        return settings.rule;
    }

    CopyMemory memory() {
        return settings.memory;
    }

    String definition() {
        return settings.definition;
    }

    boolean rangesKept() {
        return settings.rangesKept;
    }

    boolean positionsKept() {
        return settings.positionsKept;
    }

    boolean offsetsKept() {
        return settings.offsetsKept;
    }

    boolean goesOverHoles() {
        return settings.goesOverHoles;
    }

    double recordsPerSecond() {
        return settings.recordsPerSecond;
    }

    double bytesPerSecond() {
        return settings.bytesPerSecond;
    }

    int transactionRecords() {
        return settings.transactionRecords;
    }

    Duration transactionTime() {
        return settings.transactionTime;
    }

    Duration patience() {
        return settings.patience;
    }

    Runnable first() {
        return settings.first;
    }

    Consumer<CopyProgress> listener() {
        return settings.listener;
    }

    /**
     * Collects how a copy is done. Not thread-safe.
     *
     * <p>Defaults: no definition, the given ranges hold anew each time, positions are kept, offsets are not, a hole
     * ends it, no limit of the rate, at most 20,000 events or a second a transaction, two minutes without progress.
     */
    public static final class Builder {
        private final CopyRule rule;
        private CopyMemory memory = CopyMemory.NONE;
        private String definition = "";
        private boolean rangesKept;
        private boolean positionsKept = true;
        private boolean offsetsKept;
        private boolean goesOverHoles;
        private double recordsPerSecond = Double.POSITIVE_INFINITY;
        private double bytesPerSecond = Double.POSITIVE_INFINITY;
        private int transactionRecords = 20_000;
        private Duration transactionTime = Duration.ofSeconds(1);
        private Duration patience = Duration.ofMinutes(2);
        private Runnable first = () -> {};
        private Consumer<CopyProgress> listener = progress -> {};

        private Builder(CopyRule rule) {
            this.rule = requireNonNull(rule, "rule");
        }

        /** Keeps what the rule has to remember. */
        public Builder memory(CopyMemory memory) {
            this.memory = requireNonNull(memory, "memory");
            return this;
        }

        /**
         * Says in a text of the caller's own what is copied. It is kept with the ranges, which hold from then on: a
         * later runner gets them, and is refused with {@code CONFLICT} if its text differs.
         */
        public Builder definition(String definition) {
            this.definition = requireNonNull(definition, "definition");
            this.rangesKept = true;
            return this;
        }

        /** Begins at the ranges' beginnings each time: the memory knows what was done. */
        public Builder fromTheBeginning() {
            this.positionsKept = false;
            return this;
        }

        /** Keeps which offset of the source became which of the target, for {@link CopiedOffsets}. */
        public Builder keepOffsets() {
            this.offsetsKept = true;
            return this;
        }

        /** Goes on where the source lost events before they were read, and tells in the result which. */
        public Builder goOverHoles() {
            this.goesOverHoles = true;
            return this;
        }

        /** Limits how many events are written a second. */
        public Builder recordsPerSecond(double recordsPerSecond) {
            this.recordsPerSecond = recordsPerSecond;
            return this;
        }

        /** Limits how many bytes of keys, values and headers are written a second. */
        public Builder bytesPerSecond(double bytesPerSecond) {
            this.bytesPerSecond = bytesPerSecond;
            return this;
        }

        /** Sets the most events of a transaction; it may end sooner. */
        public Builder transactionRecords(int transactionRecords) {
            this.transactionRecords = transactionRecords;
            return this;
        }

        /** Sets the age at which a transaction is committed. */
        public Builder transactionTime(Duration transactionTime) {
            this.transactionTime = requireNonNull(transactionTime, "transactionTime");
            return this;
        }

        /** Sets for how long failures that pass are sat out while nothing is committed. */
        public Builder patience(Duration patience) {
            this.patience = requireNonNull(patience, "patience");
            return this;
        }

        /** Does this on the copy's thread before the target is touched; what it throws ends the copy. */
        public Builder first(Runnable first) {
            this.first = requireNonNull(first, "first");
            return this;
        }

        /** Tells after each commit how far the copy has come, on the copy's thread. */
        public Builder listener(Consumer<CopyProgress> listener) {
            this.listener = requireNonNull(listener, "listener");
            return this;
        }
    }
}
