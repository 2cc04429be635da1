package com.datafly.signal.dr.report;

import com.datafly.signal.dr.report.CanaryPoint.State;
import com.datafly.signal.dr.verify.CanaryRow;
import com.datafly.signal.dr.verify.RecoveryPointMeasurement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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

    private CanarySeries(RecoveryPointMeasurement measured) {
        this.restored = measured.restored().size();
        this.lost = measured.lost().size();
        this.givenUp = measured.givenUp().size();
        this.target = measured.target().orElse(null);
        this.disruptedAt = measured.disruptedAt().orElse(null);
        List<CanaryPoint> nearest = new ArrayList<>();
        nearest.addAll(last(points(measured.restored(), State.RESTORED)));
        nearest.addAll(first(points(measured.lost(), State.LOST)));
        nearest.addAll(first(points(measured.givenUp(), State.GIVEN_UP)));
        nearest.sort(Comparator.comparing(CanaryPoint::writtenAt));
        this.points = List.copyOf(nearest);
    }

    /** Takes the canaries of a measurement. */
    public static CanarySeries of(RecoveryPointMeasurement measured) {
        return new CanarySeries(measured);
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
}
