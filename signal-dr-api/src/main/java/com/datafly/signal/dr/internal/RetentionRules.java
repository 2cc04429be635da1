package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.database.RetentionPlan;
import com.datafly.signal.dr.database.RetentionPlan.Decision;
import com.datafly.signal.dr.database.RetentionPolicy;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Decides what a policy keeps, from what it is given alone.
 *
 * <p>Only snapshots that this library made, that can be restored, and that are not from the future fill the places of
 * the policy; the others neither take a place nor go.
 */
final class RetentionRules {

    private final RetentionPolicy policy;
    private final Instant now;
    private final Optional<String> freeze;
    private final Map<Snapshot, List<String>> reasons = new LinkedHashMap<>();

    private RetentionRules(RetentionPolicy policy, Instant now, Optional<String> freeze) {
        this.policy = policy;
        this.now = now;
        this.freeze = freeze;
    }

    /**
     * Makes a plan.
     *
     * @param snapshots in any order
     * @param freeze the reason of an incident freeze, if one is on
     */
    static RetentionPlan plan(RetentionPolicy policy, Instant now, Optional<String> freeze, List<Snapshot> snapshots) {
        RetentionRules rules = new RetentionRules(policy, now, freeze);
        List<Snapshot> oldestFirst =
                snapshots.stream().sorted(DefaultSnapshots.OLDEST_FIRST).toList();
        oldestFirst.forEach(rules::considerAlone);
        rules.considerTogether(oldestFirst.stream().filter(rules::fillsPlace).toList());
        rules.limitRemovals();
        return RetentionPlan.of(
                policy, now, oldestFirst.stream().map(rules::decision).toList());
    }

    /** What speaks for a snapshot whatever others there are. */
    private void considerAlone(Snapshot snapshot) {
        reasons.put(snapshot, new ArrayList<>());
        freeze.ifPresent(reason -> keep(snapshot, "removals are frozen: " + reason));
        snapshot.hold().ifPresent(reason -> keep(snapshot, "held: " + reason));
        if (snapshot.automated()) {
            keep(snapshot, "automated: the provider removes it");
        } else if (snapshot.key().isEmpty()) {
            keep(snapshot, "not made by this library");
        }
        keepByState(snapshot);
        Duration age = Duration.between(snapshot.createdAt(), now);
        if (age.isNegative()) {
            keep(snapshot, "from the future by " + age.negated() + ": a clock is wrong");
        } else if (age.compareTo(policy.minimumAge()) < 0) {
            keep(snapshot, "younger than " + policy.minimumAge());
        }
    }

    private void keepByState(Snapshot snapshot) {
        switch (snapshot.state()) {
            case CREATING -> keep(snapshot, "being made");
            case DELETING -> keep(snapshot, "being removed already");
            case UNKNOWN -> keep(snapshot, "in a state that is not understood");
            case AVAILABLE, FAILED -> {}
        }
    }

    private boolean fillsPlace(Snapshot snapshot) {
        return !snapshot.automated()
                && snapshot.key().isPresent()
                && snapshot.state() == SnapshotState.AVAILABLE
                && !snapshot.createdAt().isAfter(now);
    }

    /** What speaks for a snapshot as one of many; {@code candidates} are oldest first. */
    private void considerTogether(List<Snapshot> candidates) {
        List<Snapshot> newestFirst = new ArrayList<>(candidates);
        Collections.reverse(newestFirst);
        newestFirst.stream()
                .limit(policy.last())
                .forEach(snapshot -> keep(snapshot, "one of the last " + policy.last()));
        keepNewestOfEach("day", policy.daily(), newestFirst, this::day);
        keepNewestOfEach("week", policy.weekly(), newestFirst, this::week);
        keepNewestOfEach(
                "month",
                policy.monthly(),
                newestFirst,
                snapshot -> YearMonth.from(day(snapshot)).toString());
        newestFirst.stream()
                .filter(snapshot -> snapshot.annotations().containsKey(Snapshot.PASSED_AT))
                .findFirst()
                .ifPresent(snapshot -> keep(snapshot, "the last one whose restore was verified"));
    }

    private void keepNewestOfEach(
            String period, int count, List<Snapshot> newestFirst, Function<Snapshot, Object> periodOf) {
        Set<Object> seen = new HashSet<>();
        for (Snapshot snapshot : newestFirst) {
            Object of = periodOf.apply(snapshot);
            if (seen.size() < count && seen.add(of)) {
                keep(snapshot, "the newest of " + period + " " + of);
            }
        }
    }

    private LocalDate day(Snapshot snapshot) {
        return LocalDate.ofInstant(snapshot.createdAt(), policy.zone());
    }

    private String week(Snapshot snapshot) {
        LocalDate day = day(snapshot);
        return day.get(IsoFields.WEEK_BASED_YEAR) + "-W" + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
    }

    /** The oldest go first; the rest waits for the next time. */
    private void limitRemovals() {
        reasons.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .skip(policy.maximumRemovals())
                .forEach(entry -> entry.getValue()
                        .add("would go, but beyond the limit of " + policy.maximumRemovals() + " at a time"));
    }

    private Decision decision(Snapshot snapshot) {
        List<String> kept = reasons.getOrDefault(snapshot, List.of());
        if (!kept.isEmpty()) {
            return new Decision(snapshot, false, kept);
        }
        String reason =
                snapshot.state() == SnapshotState.FAILED ? "cannot be restored: its making failed" : "no rule keeps it";
        return new Decision(snapshot, true, List.of(reason));
    }

    private void keep(Snapshot snapshot, String reason) {
        reasons.computeIfAbsent(snapshot, unknown -> new ArrayList<>()).add(reason);
    }
}
