package com.datafly.signal.dr.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What restored and acknowledged canaries say together. */
record CanaryEvidence(
        @Nullable CanaryRow newest,
        List<String> defects,
        List<CanaryRow> lost,
        List<CanaryRow> givenUp,
        Duration givenUpTime,
        boolean acknowledgedKnown,
        boolean synchronous) {

    /** How many of the last acknowledged rows before the disruption must have seen the synchronous standby. */
    private static final int LAST = 3;

    static CanaryEvidence weigh(CanaryReading reading, RecoveryPointMeasurement.Builder known) {
        CanaryRow newest = reading.newest().orElse(null);
        List<CanaryRow> acknowledged = beforeDisruption(known);
        List<String> defects = new ArrayList<>(reading.holes());
        List<CanaryRow> givenUp = new ArrayList<>();
        List<CanaryRow> lost = new ArrayList<>();
        Map<String, Map<Long, CanaryRow>> restored = reading.bySeries();
        for (CanaryRow row : acknowledged) {
            CanaryRow copy = restored.getOrDefault(row.series(), Map.of()).get(row.seq());
            if (copy == null) {
                missing(row, known.target(), givenUp, lost);
            } else if (!copy.nonce().equals(row.nonce()) || !copy.writtenAt().equals(row.writtenAt())) {
                defects.add("canary " + row.seq() + " is not the one that was written: its nonce or time differs");
            }
        }
        lost.stream()
                .filter(row -> newest != null && row.committedBy().isBefore(newest.writtenAt()))
                .filter(row -> !isInHole(row, restored))
                .forEach(row -> defects.add("canary " + row.seq() + " of " + row.writtenAt()
                        + " is missing although one that was written after its commit is there"));
        defects.addAll(beyond(newest, known.target()));
        return new CanaryEvidence(
                newest,
                List.copyOf(defects),
                List.copyOf(lost),
                List.copyOf(givenUp),
                givenUpTime(known),
                known.acknowledged() != null && !acknowledged.isEmpty(),
                synchronous(acknowledged));
    }

    private static List<CanaryRow> beforeDisruption(RecoveryPointMeasurement.Builder known) {
        Instant disruption = known.disruptedAt();
        return Objects.requireNonNullElse(known.acknowledged(), List.<CanaryRow>of()).stream()
                .filter(row -> disruption == null || !row.writtenAt().isAfter(disruption))
                .toList();
    }

    /** A row that may have been committed after the target, if only just, was given up with it. */
    private static void missing(
            CanaryRow row, @Nullable Instant target, List<CanaryRow> givenUp, List<CanaryRow> lost) {
        if (target != null && row.committedBy().isAfter(target)) {
            givenUp.add(row);
        } else {
            lost.add(row);
        }
    }

    /** Tells whether {@link CanaryReading#holes()} has reported the row already. */
    private static boolean isInHole(CanaryRow row, Map<String, Map<Long, CanaryRow>> restored) {
        Set<Long> numbers = restored.getOrDefault(row.series(), Map.of()).keySet();
        return numbers.stream().anyMatch(seq -> seq < row.seq())
                && numbers.stream().anyMatch(seq -> seq > row.seq());
    }

    private static List<String> beyond(@Nullable CanaryRow newest, @Nullable Instant target) {
        if (newest == null || target == null || !newest.writtenAt().isAfter(target)) {
            return List.of();
        }
        return List.of("canary " + newest.seq() + " of " + newest.writtenAt() + " is from after the target " + target);
    }

    private static Duration givenUpTime(RecoveryPointMeasurement.Builder known) {
        Instant target = known.target();
        Instant disruption = known.disruptedAt();
        if (target == null || disruption == null || disruption.isBefore(target)) {
            return Duration.ZERO;
        }
        return Duration.between(target, disruption);
    }

    private static boolean synchronous(List<CanaryRow> acknowledged) {
        List<CanaryRow> last = acknowledged.subList(Math.max(0, acknowledged.size() - LAST), acknowledged.size());
        return !last.isEmpty() && last.stream().allMatch(CanaryRow::synchronous);
    }
}
