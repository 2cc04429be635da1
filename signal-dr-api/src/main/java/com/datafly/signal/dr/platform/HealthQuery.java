package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whose health is asked for, and what counts as healthy. Immutable.
 *
 * @since 0.1
 */
public final class HealthQuery {

    private final Set<WorkloadId> expected;
    private final Map<String, String> labels;
    private final @Nullable HealthBaseline baseline;
    private final int mostRestarts;
    private final boolean nodesNeeded;
    private final boolean replacedMayHang;

    private HealthQuery(Builder builder) {
        this.expected = Collections.unmodifiableSet(new LinkedHashSet<>(builder.expected));
        this.labels = Collections.unmodifiableMap(new TreeMap<>(builder.labels));
        this.baseline = builder.baseline;
        this.mostRestarts = builder.mostRestarts;
        this.nodesNeeded = builder.nodesNeeded;
        this.replacedMayHang = builder.replacedMayHang;
    }

    /**
     * Asks for all workloads of the namespace. Defaults: none is expected by name, no baseline, one restart of a pod
     * since the baseline is no trouble, nodes must be seen, no pod may hang.
     */
    public static HealthQuery of(Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        return new HealthQuery(builder);
    }

    /** Asks for all workloads of the namespace, and expects these to be among them. */
    public static HealthQuery expecting(WorkloadId... workloads) {
        return of(query -> query.expect(workloads));
    }

    /** Returns the workloads that must be there, and want at least one pod. */
    public Set<WorkloadId> expected() {
        return expected;
    }

    /** Returns the labels of the pods that are meant; none for all of them. */
    public Map<String, String> labels() {
        return labels;
    }

    /** Returns what the present is compared with. */
    public Optional<HealthBaseline> baseline() {
        return Optional.ofNullable(baseline);
    }

    /** Returns how often containers of one pod may have been started again since the baseline. */
    public int mostRestarts() {
        return mostRestarts;
    }

    /** Tells whether nothing is proven if nodes cannot be looked at. */
    public boolean nodesNeeded() {
        return nodesNeeded;
    }

    /** Tells whether pods that do not end are no trouble once others have taken their place. */
    public boolean replacedMayHang() {
        return replacedMayHang;
    }

    /** Returns the same question, compared with {@code newBaseline}. */
    public HealthQuery since(HealthBaseline newBaseline) {
        return of(query -> {
            query.expected.addAll(expected);
            query.labels(labels).baseline(newBaseline).mostRestarts(mostRestarts);
            query.nodesNeeded = nodesNeeded;
            query.replacedMayHang = replacedMayHang;
        });
    }

    @Override
    public String toString() {
        return "health of " + (labels.isEmpty() ? "all workloads" : "what has " + labels)
                + (expected.isEmpty() ? "" : ", expecting " + expected);
    }

    /**
     * Collects a question. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final Set<WorkloadId> expected = new LinkedHashSet<>();
        private Map<String, String> labels = Map.of();
        private @Nullable HealthBaseline baseline;
        private int mostRestarts = 1;
        private boolean nodesNeeded = true;
        private boolean replacedMayHang;

        private Builder() {}

        /** Expects workloads to be there, and to want at least one pod each. */
        public Builder expect(WorkloadId... workloads) {
            expected.addAll(List.of(workloads));
            return this;
        }

        /** Means only pods that have all of these labels, and workloads that give them to their pods. */
        public Builder labels(Map<String, String> labels) {
            this.labels = Map.copyOf(labels);
            return this;
        }

        /**
         * Compares with an earlier moment: restarts count from then, and workloads that wanted pods then must want some
         * now.
         */
        public Builder baseline(HealthBaseline baseline) {
            this.baseline = requireNonNull(baseline, "baseline");
            return this;
        }

        /**
         * Sets how often containers of one pod may have been started again since the baseline.
         *
         * @throws DrException with {@code INVALID_ARGUMENT} if it is negative
         */
        public Builder mostRestarts(int mostRestarts) {
            if (mostRestarts < 0) {
                throw DrException.create(
                        ErrorCode.INVALID_ARGUMENT,
                        "ask for health",
                        "mostRestarts is " + mostRestarts,
                        failure -> failure.hint("Use zero or more."));
            }
            this.mostRestarts = mostRestarts;
            return this;
        }

        /**
         * Goes by what the platform says of pods where nodes may not be looked at. It notices a dead node only after a
         * while, 40 seconds by default.
         */
        public Builder withoutNodes() {
            this.nodesNeeded = false;
            return this;
        }

        /**
         * Lets pods that do not end be no trouble where their workload has all its pods besides them. They may still
         * run, if their node does.
         */
        public Builder replacedMayHang() {
            this.replacedMayHang = true;
            return this;
        }
    }
}
