package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.operation.OperationKey;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A release to be installed, or to be changed. The secrets that it names stay the caller's to close.
 *
 * @since 0.1
 */
public final class ReleaseChange {

    /** What the deploying software accepts as a release's name. */
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*");

    private static final int LONGEST_NAME = 53;

    private final String release;
    private final Builder settings;

    private ReleaseChange(String release, Builder settings) {
        this.release = release;
        this.settings = settings;
    }

    /**
     * Describes one. Defaults: a key that no other change has, whatever revision is the newest, the chart and the
     * values that the release has, 10 minutes, not waiting for workloads to be ready.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the name is not one, or the time is not positive
     */
    public static ReleaseChange of(String release, Consumer<Builder> more) {
        if (release.length() > LONGEST_NAME || !NAME.matcher(release).matches()) {
            throw invalid(
                    "the release's name is '" + release + "'",
                    "Use 1 to 53 lower-case letters, digits, hyphens and dots, a letter or digit at both ends.");
        }
        Builder builder = new Builder();
        more.accept(builder);
        return new ReleaseChange(release, builder);
    }

    /** Returns the release's name. */
    public String release() {
        return release;
    }

    /** Returns the name of this change; the same change made again under it is adopted. */
    public OperationKey key() {
        return settings.key;
    }

    /** Returns the revision that the change was decided on. */
    public OptionalInt base() {
        return settings.base == null ? OptionalInt.empty() : OptionalInt.of(settings.base);
    }

    /** Returns the chart to deploy; empty for the one that the release has. */
    public Optional<ChartSource> chart() {
        return Optional.ofNullable(settings.chart);
    }

    /** Returns all values; empty for those that the release has. */
    public Optional<Secret> values() {
        return Optional.ofNullable(settings.values);
    }

    /** Returns the single values to replace or add, by their paths. */
    public Map<String, Secret> single() {
        return Collections.unmodifiableMap(settings.single);
    }

    /** Returns after which time to give up. */
    public Duration within() {
        return settings.within;
    }

    /** Tells whether to wait until workloads are ready. */
    public boolean untilReady() {
        return settings.untilReady;
    }

    @Override
    public String toString() {
        return release
                + chart().map(source -> " of " + source).orElse("")
                + (settings.single.isEmpty() ? "" : " with " + settings.single.keySet());
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT, "describe a release", problem, failure -> failure.hint(hint));
    }

    /**
     * Collects settings. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private OperationKey key = OperationKey.random();
        private @Nullable Integer base;
        private @Nullable ChartSource chart;
        private @Nullable Secret values;
        private final Map<String, Secret> single = new LinkedHashMap<>();
        private Duration within = Duration.ofMinutes(10);
        private boolean untilReady;

        private Builder() {}

        /** Sets the name of the change, for a caller that may have to look for it later. */
        public Builder key(OperationKey key) {
            this.key = requireNonNull(key, "key");
            return this;
        }

        /** Refuses the change if the newest revision is another one. */
        public Builder base(int revision) {
            this.base = revision;
            return this;
        }

        /** Sets the chart. */
        public Builder chart(ChartSource chart) {
            this.chart = requireNonNull(chart, "chart");
            return this;
        }

        /** Sets all values, as YAML or JSON; those that the release has do not count any more. */
        public Builder values(Secret yaml) {
            this.values = requireNonNull(yaml, "yaml");
            return this;
        }

        /** Sets one value, as text; the others stay. */
        public Builder set(String path, Secret value) {
            single.put(requireNonNull(path, "path"), requireNonNull(value, "value"));
            return this;
        }

        /** Sets after which time to give up. */
        public Builder within(Duration within) {
            if (within.isNegative() || within.isZero()) {
                throw invalid("the time is " + within, "Say how long it may take, as in Duration.ofMinutes(10).");
            }
            this.within = within;
            return this;
        }

        /** Waits until workloads are ready, too. */
        public Builder untilReady() {
            this.untilReady = true;
            return this;
        }
    }
}
