package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.platform.connection.Target;
import com.datafly.signal.dr.internal.playbook.release.LedValues;
import com.datafly.signal.dr.internal.playbook.release.UpgradeInput;
import com.datafly.signal.dr.platform.ChartSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects how a step deploys a release. Not thread-safe.
 *
 * <p>Defaults: the chart and the values that the release, or its export, has; 10 minutes; not waiting for workloads to
 * be ready.
 *
 * @since 0.1
 */
public final class DeploymentSettings {

    private final Map<String, String> single = new TreeMap<>();
    private final Set<String> urls = new TreeSet<>();
    private final Set<String> hosts = new TreeSet<>();
    private Target target = target(Target.Kind.NONE, "");
    private String usualCopy = "";
    private @Nullable ChartSource chart;
    private @Nullable String values;
    private Duration within = Duration.ofMinutes(10);
    private boolean untilReady;

    private DeploymentSettings() {}

    static UpgradeInput of(Consumer<DeploymentSettings> more) {
        DeploymentSettings settings = new DeploymentSettings();
        more.accept(settings);
        return new UpgradeInput(
                Optional.ofNullable(settings.chart).map(UpgradeInput.Chart::of),
                Optional.ofNullable(settings.values),
                Map.copyOf(settings.single),
                settings.led(),
                settings.within,
                settings.untilReady);
    }

    /** Sets the chart. */
    public DeploymentSettings chart(ChartSource chart) {
        this.chart = requireNonNull(chart, "chart");
        return this;
    }

    /** Names the host's secret that has all values, as YAML or JSON. */
    public DeploymentSettings values(String secret) {
        this.values = requireNonNull(secret, "secret");
        return this;
    }

    /** Names the host's secret that has one value; the others stay. */
    public DeploymentSettings set(String path, String secret) {
        single.put(requireNonNull(path, "path"), requireNonNull(secret, "secret"));
        return this;
    }

    /**
     * Leads values at these paths, which are JDBC URLs, libpq URLs or libpq keywords, elsewhere: the release keeps step
     * with a database that was recovered. Nothing else of them changes.
     */
    public DeploymentSettings url(String... paths) {
        urls.addAll(List.of(paths));
        return this;
    }

    /** Leads values at these paths elsewhere, which are a host alone, with a port behind it or not. */
    public DeploymentSettings host(String... paths) {
        hosts.addAll(List.of(paths));
        return this;
    }

    /** Leads to the database that an earlier step made, where its provider tells the endpoint; at the former port. */
    public DeploymentSettings toCopy(String stepId) {
        this.target = target(Target.Kind.COPY, stepId);
        return this;
    }

    /** Leads to what an earlier step says, which leaves a {@code ConnectionEndpoint}. */
    public DeploymentSettings toEndpointOf(String stepId) {
        this.target = target(Target.Kind.STEP, stepId);
        return this;
    }

    /** Leads to that database where nothing else is named, and something is to be led at all. */
    DeploymentSettings usuallyToCopy(String stepId) {
        this.usualCopy = requireNonNull(stepId, "stepId");
        return this;
    }

    /** Sets how long it may take. */
    public DeploymentSettings within(Duration within) {
        this.within = requireNonNull(within, "within");
        return this;
    }

    /** Waits until workloads are ready, too. */
    public DeploymentSettings untilReady() {
        this.untilReady = true;
        return this;
    }

    private Optional<LedValues> led() {
        boolean leads = !urls.isEmpty() || !hosts.isEmpty();
        if (leads && target.kind() == Target.Kind.NONE && !usualCopy.isEmpty()) {
            toCopy(usualCopy);
        }
        if (leads == (target.kind() == Target.Kind.NONE)) {
            throw invalid(
                    leads ? "nobody says where values are to lead" : "no value is led to the endpoint that is named",
                    "Name an endpoint by toCopy(step) or toEndpointOf(step) if, and only if, values are led there.");
        }
        if (leads && values != null) {
            throw invalid("all values are lent, and some are to be led elsewhere", "Lend values that lead there.");
        }
        return leads ? Optional.of(new LedValues(target, List.copyOf(urls), List.copyOf(hosts))) : Optional.empty();
    }

    private static Target target(Target.Kind kind, String stepId) {
        return new Target(kind, requireNonNull(stepId, "stepId"), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT, "define a deployment", problem, failure -> failure.hint(hint));
    }
}
