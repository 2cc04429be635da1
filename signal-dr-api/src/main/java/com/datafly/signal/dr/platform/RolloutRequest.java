package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.operation.ProgressListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Which workloads to restart, and how long to wait for them. Immutable.
 *
 * @since 0.1
 */
public final class RolloutRequest {

    private final List<List<WorkloadId>> groups;
    private final Builder values;

    private RolloutRequest(Builder values) {
        this.groups = values.groups.stream().map(List::copyOf).toList();
        this.values = values;
    }

    /**
     * Describes a restart. Defaults: no workload, a key that no other restart has, 10 minutes for all of them, a new
     * container may be started again twice, nobody told of progress.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the time is not positive, the number of restarts is
     *     negative, or a workload is named that is not rolled out
     */
    public static RolloutRequest create(Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        return new RolloutRequest(builder.copy());
    }

    /** Returns the workloads: those of one group at once, and groups one after the other. */
    public List<List<WorkloadId>> groups() {
        return groups;
    }

    /** Returns the restart's key: a workload whose template has it is not restarted again. */
    public OperationKey key() {
        return values.key;
    }

    /** Returns how long to wait for all of them. */
    public Duration within() {
        return values.within;
    }

    /** Returns how often a new container may be started again; once more ends the wait. */
    public int restarts() {
        return values.restarts;
    }

    /** Returns who hears of progress, in workloads that are complete. */
    public ProgressListener listener() {
        return values.listener;
    }

    /**
     * Collects a request. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final List<List<WorkloadId>> groups = new ArrayList<>();
        private OperationKey key = OperationKey.random();
        private Duration within = Duration.ofMinutes(10);
        private int restarts = 2;
        private ProgressListener listener = Builder::ignore;

        private Builder() {}

        private static void ignore(Progress progress) {
            // Nobody asked to hear of it.
        }

        /** Adds workloads that are restarted at once, behind those that were added before. */
        public Builder then(WorkloadId... workloads) {
            return then(List.of(workloads));
        }

        /** Adds workloads that are restarted at once, behind those that were added before. */
        public Builder then(List<WorkloadId> workloads) {
            for (WorkloadId workload : workloads) {
                if (!workload.kind().rollsOut()) {
                    throw invalid(workload + " has no pods that are rolled out", "Leave it out: its next run is new.");
                }
            }
            if (!workloads.isEmpty()) {
                groups.add(List.copyOf(workloads));
            }
            return this;
        }

        /** Sets the restart's key: repeated under the same one, it goes on where it was. */
        public Builder key(OperationKey key) {
            this.key = requireNonNull(key, "key");
            return this;
        }

        /** Sets how long to wait for all of them. */
        public Builder within(Duration within) {
            if (within.isNegative() || within.isZero()) {
                throw invalid("within is " + within, "Give a time to wait.");
            }
            this.within = within;
            return this;
        }

        /** Sets how often a new container may be started again; the rollout is given up when it is once more. */
        public Builder restarts(int restarts) {
            if (restarts < 0) {
                throw invalid("restarts is " + restarts, "Give 0 or more.");
            }
            this.restarts = restarts;
            return this;
        }

        /** Sets who hears of progress. */
        public Builder listener(ProgressListener listener) {
            this.listener = requireNonNull(listener, "listener");
            return this;
        }

        private static DrException invalid(String problem, String hint) {
            return DrException.create(
                    ErrorCode.INVALID_ARGUMENT, "restart workloads", problem, failure -> failure.hint(hint));
        }

        private Builder copy() {
            Builder copy =
                    new Builder().key(key).within(within).restarts(restarts).listener(listener);
            copy.groups.addAll(groups);
            return copy;
        }
    }
}
