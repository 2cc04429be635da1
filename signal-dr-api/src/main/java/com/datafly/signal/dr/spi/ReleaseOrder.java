package com.datafly.signal.dr.spi;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.platform.ChartSource;
import java.time.Duration;
import java.util.List;

/**
 * A release to be installed or upgraded.
 *
 * @param name the release's name
 * @param chart where the chart is
 * @param values all values that the user supplies: YAML documents, of which a later one goes before an earlier one;
 *     whoever made them closes them. What they do not say is the chart's default, whatever earlier revisions had
 * @param key to be kept with the revision: in its description and, where the software has them, its labels
 * @param patience how the software is to wait
 * @since 0.1
 */
public record ReleaseOrder(String name, ChartSource chart, List<Secret> values, OperationKey key, Patience patience) {

    /** The label by which a revision carries its key. */
    public static final String KEY_LABEL = "signal-dr.datafly.com/operation";

    /** Refuses null, and takes a copy of the list. */
    public ReleaseOrder {
        requireNonNull(name, "name");
        requireNonNull(chart, "chart");
        values = List.copyOf(values);
        requireNonNull(key, "key");
        requireNonNull(patience, "patience");
    }

    /** Returns the description by which a revision carries its key. */
    public String description() {
        return describe(key);
    }

    /** Returns the description of the revision that has {@code key}. */
    public static String describe(OperationKey key) {
        return "signal-dr " + key;
    }

    /**
     * How long an operation may take, and until when it lasts.
     *
     * @param within after which the software gives up
     * @param untilReady whether it waits for workloads to be ready; hooks are waited for in any case
     */
    public record Patience(Duration within, boolean untilReady) {

        /** Refuses null. */
        public Patience {
            requireNonNull(within, "within");
        }
    }

    @Override
    public String toString() {
        return name + " of " + chart;
    }
}
