package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.database.RetentionPolicy;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * What a retention policy removes, stated as slowly and plainly as can be: each snapshot is compared with all others.
 */
final class RetentionModel {

    private final RetentionPolicy policy;
    private final Instant now;
    private final List<Snapshot> snapshots;

    private RetentionModel(RetentionPolicy policy, Instant now, List<Snapshot> snapshots) {
        this.policy = policy;
        this.now = now;
        this.snapshots = snapshots;
    }

    static List<String> removals(RetentionPolicy policy, Instant now, boolean frozen, List<Snapshot> snapshots) {
        RetentionModel model = new RetentionModel(policy, now, snapshots);
        return snapshots.stream()
                .filter(snapshot -> !frozen && model.goes(snapshot))
                .sorted(Comparator.comparing(Snapshot::createdAt))
                .limit(policy.maximumRemovals())
                .map(Snapshot::id)
                .toList();
    }

    private boolean goes(Snapshot snapshot) {
        boolean removable = snapshot.key().isPresent()
                && !snapshot.automated()
                && snapshot.hold().isEmpty()
                && (snapshot.state() == SnapshotState.AVAILABLE || snapshot.state() == SnapshotState.FAILED)
                && !snapshot.createdAt().plus(policy.minimumAge()).isAfter(now)
                && !snapshot.createdAt().isAfter(now);
        return removable && !(counts(snapshot) && isKept(snapshot));
    }

    private boolean isKept(Snapshot snapshot) {
        boolean lastVerified = isVerified(snapshot) && newer(snapshot).stream().noneMatch(RetentionModel::isVerified);
        return lastVerified
                || newer(snapshot).size() < policy.last()
                || isNewestOf(snapshot, policy.daily(), (one, other) -> day(one).equals(day(other)))
                || isNewestOf(
                        snapshot, policy.weekly(), (one, other) -> monday(one).equals(monday(other)))
                || isNewestOf(
                        snapshot, policy.monthly(), (one, other) -> first(one).equals(first(other)));
    }

    /** Newest of its period, and fewer than {@code count} later periods have a snapshot. */
    private boolean isNewestOf(Snapshot snapshot, int count, BiPredicate<Snapshot, Snapshot> samePeriod) {
        List<Snapshot> newer = newer(snapshot);
        long laterPeriods = newer.stream()
                .filter(one -> newer(one).stream().noneMatch(other -> samePeriod.test(one, other)))
                .count();
        return newer.stream().noneMatch(other -> samePeriod.test(snapshot, other)) && laterPeriods < count;
    }

    private List<Snapshot> newer(Snapshot snapshot) {
        return snapshots.stream()
                .filter(this::counts)
                .filter(other -> other.createdAt().isAfter(snapshot.createdAt()))
                .toList();
    }

    private boolean counts(Snapshot snapshot) {
        return snapshot.key().isPresent()
                && !snapshot.automated()
                && snapshot.state() == SnapshotState.AVAILABLE
                && !snapshot.createdAt().isAfter(now);
    }

    private static boolean isVerified(Snapshot snapshot) {
        return snapshot.annotations().containsKey(Snapshot.PASSED_AT);
    }

    private LocalDate day(Snapshot snapshot) {
        return snapshot.createdAt().atZone(policy.zone()).toLocalDate();
    }

    private LocalDate monday(Snapshot snapshot) {
        LocalDate day = day(snapshot);
        return day.minus(day.getDayOfWeek().getValue() - 1, ChronoUnit.DAYS);
    }

    private LocalDate first(Snapshot snapshot) {
        return day(snapshot).withDayOfMonth(1);
    }
}
