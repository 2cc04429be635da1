package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.events.PartitionProblem;
import com.datafly.signal.dr.events.StreamHealth;
import java.util.List;

/**
 * A cluster that can be read and written.
 *
 * @param brokers how many brokers were there
 * @param partitions how many partitions were looked at
 * @param problems how many of them were not as they should be, though they serve
 * @param warnings what else a person should know
 * @since 0.1
 */
public record StreamServing(int brokers, int partitions, int problems, List<String> warnings) {

    /** Keeps what a journal needs of {@code health}. */
    public static StreamServing of(StreamHealth health) {
        long problems = health.problems().stream()
                .map(PartitionProblem::partition)
                .distinct()
                .count();
        return new StreamServing(health.brokers().size(), health.partitions(), (int) problems, health.warnings());
    }
}
