package com.datafly.signal.dr.internal.playbook.release;

import com.datafly.signal.dr.internal.platform.connection.Target;
import com.datafly.signal.dr.platform.ChartSource;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.datafly.signal.dr.platform.ReleaseContent;
import com.datafly.signal.dr.playbook.StepContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a step deploys a release; values by the names of the host's secrets.
 *
 * @param chart where the chart is; empty for the one that the release, or its export, has
 * @param values the secret with all values; empty for those that the release, or its export, has
 * @param single the secrets with single values, by the values' paths
 * @param led the values that lead to a database, and are to lead to another
 * @param within how long it may take
 * @param untilReady whether to wait for workloads
 */
public record UpgradeInput(
        Optional<Chart> chart,
        Optional<String> values,
        Map<String, String> single,
        Optional<LedValues> led,
        Duration within,
        boolean untilReady) {

    /**
     * Where a chart is.
     *
     * @param reference the path, the name in the repository, or the registry's address
     * @param repository the repository's URL
     * @param version the version
     */
    public record Chart(String reference, Optional<String> repository, Optional<String> version) {

        /** Describes a source. */
        public static Chart of(ChartSource source) {
            return new Chart(source.reference(), source.repository(), source.version());
        }

        ChartSource source() {
            if (repository.isPresent()) {
                return ChartSource.repository(repository.get(), reference, version.orElse(""));
            }
            return version.map(text -> ChartSource.registry(reference, text))
                    .orElseGet(() -> ChartSource.path(Path.of(reference)));
        }
    }

    /** Adds what this says to a change. */
    void addTo(ReleaseChange.Builder change, StepContext context) {
        change.key(context.key()).within(within);
        chart.map(Chart::source).ifPresent(change::chart);
        values.map(context::secret).ifPresent(change::values);
        single.forEach((path, secret) -> change.set(path, context.secret(secret)));
        if (untilReady) {
            change.untilReady();
        }
    }

    /** Adds the values that are made of the former ones, where there are any. */
    void addTo(ReleaseChange.Builder change, StepContext context, ReleaseContent former) {
        led.ifPresent(values -> values.addTo(change, context, former));
    }

    /** Returns the steps that say where values are to lead. */
    public Set<String> steps() {
        return led.map(LedValues::target).map(Target::steps).orElse(Set.of());
    }

    /** Says what differs. */
    String described() {
        return chart.map(one -> " of " + one.source()).orElse("")
                + values.map(secret -> ", with the values of the secret '" + secret + "'")
                        .orElse("")
                + (single.isEmpty()
                        ? ""
                        : ", with other values at "
                                + String.join(
                                        ", ", single.keySet().stream().sorted().toList()))
                + led.map(LedValues::words).orElse("");
    }
}
