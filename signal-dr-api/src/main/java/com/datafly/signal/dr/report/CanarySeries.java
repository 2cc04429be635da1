package com.datafly.signal.dr.report;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.report.CanaryPoint.State;
import com.datafly.signal.dr.verify.CanaryRow;
import com.datafly.signal.dr.verify.RecoveryPointMeasurement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The canaries around the recovery point, for a report's plot. Immutable. Numbers count all canaries; of the points,
 * only those nearest to the recovery point are kept.
 *
 * @since 0.1
 */
public final class CanarySeries {

    private static final int SHOWN = 240;

    private final List<CanaryPoint> points;
    private final long restored;
    private final long lost;
    private final long givenUp;
    private final @Nullable Instant target;
    private final @Nullable Instant disruptedAt;

    private CanarySeries(List<CanaryPoint> points, Builder builder) {
        this.points = points.stream()
                .sorted(Comparator.comparing(CanaryPoint::writtenAt))
                .toList();
        this.restored = builder.restored;
        this.lost = builder.lost;
        this.givenUp = builder.givenUp;
        this.target = builder.target;
        this.disruptedAt = builder.disruptedAt;
    }

    /** Takes the canaries of a measurement. */
    public static CanarySeries of(RecoveryPointMeasurement measured) {
        List<CanaryPoint> nearest = new ArrayList<>();
        nearest.addAll(last(points(measured.restored(), State.RESTORED)));
        nearest.addAll(first(points(measured.lost(), State.LOST)));
        nearest.addAll(first(points(measured.givenUp(), State.GIVEN_UP)));
        return create(nearest, series -> {
            series.count(State.RESTORED, measured.restored().size())
                    .count(State.LOST, measured.lost().size())
                    .count(State.GIVEN_UP, measured.givenUp().size());
            measured.target().ifPresent(series::target);
            measured.disruptedAt().ifPresent(series::disruptedAt);
        });
    }

    /** Takes canaries that were measured before, as by a run's step. Defaults: no more than the points, no target. */
    public static CanarySeries create(List<CanaryPoint> points, Consumer<Builder> more) {
        Builder builder = new Builder(points);
        more.accept(builder);
        return new CanarySeries(points, builder);
    }

    /** Returns the points nearest to the recovery point, in the order of time. */
    public List<CanaryPoint> points() {
        return points;
    }

    /** Returns how many canaries became {@code state}, shown or not. */
    public long count(State state) {
        return switch (state) {
            case RESTORED -> restored;
            case LOST -> lost;
            case GIVEN_UP -> givenUp;
        };
    }

    /** Returns when the newest canary that came back was written. */
    public Optional<Instant> newestRestored() {
        return points.stream()
                .filter(point -> point.state() == State.RESTORED)
                .map(CanaryPoint::writtenAt)
                .max(Comparator.naturalOrder());
    }

    /** Returns the chosen target, where the recovery had one. */
    public Optional<Instant> target() {
        return Optional.ofNullable(target);
    }

    /** Returns the moment of the disruption, where it is known. */
    public Optional<Instant> disruptedAt() {
        return Optional.ofNullable(disruptedAt);
    }

    private static List<CanaryPoint> points(List<CanaryRow> rows, State state) {
        return rows.stream()
                .map(row -> new CanaryPoint(row.writtenAt(), state))
                .sorted(Comparator.comparing(CanaryPoint::writtenAt))
                .toList();
    }

    private static List<CanaryPoint> last(List<CanaryPoint> points) {
        return points.subList(Math.max(0, points.size() - SHOWN), points.size());
    }

    private static List<CanaryPoint> first(List<CanaryPoint> points) {
        return points.subList(0, Math.min(SHOWN, points.size()));
    }

    /**
     * Collects what is known beside the points. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private long restored;
        private long lost;
        private long givenUp;
        private @Nullable Instant target;
        private @Nullable Instant disruptedAt;

        private Builder(List<CanaryPoint> points) {
            points.forEach(point -> count(point.state(), count(point.state()) + 1));
        }

        /** Sets how many canaries became {@code state}, shown or not. */
        public Builder count(State state, long number) {
            switch (state) {
                case RESTORED -> this.restored = number;
                case LOST -> this.lost = number;
                case GIVEN_UP -> this.givenUp = number;
            }
            return this;
        }

        /** Sets the chosen target. */
        public Builder target(Instant target) {
            this.target = requireNonNull(target, "target");
            return this;
        }

        /** Sets the moment of the disruption. */
        public Builder disruptedAt(Instant disruptedAt) {
            this.disruptedAt = requireNonNull(disruptedAt, "disruptedAt");
            return this;
        }

        private long count(State state) {
            return switch (state) {
                case RESTORED -> restored;
                case LOST -> lost;
                case GIVEN_UP -> givenUp;
            };
        }
    }
}
