package com.datafly.signal.dr.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.RetentionPlan;
import com.datafly.signal.dr.database.RetentionPlan.Decision;
import com.datafly.signal.dr.database.RetentionPolicy;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionRulesTest {

    private static final Instant NOW = Instant.parse("2025-03-31T12:00:00Z");

    @Test
    void theLastOnesStay() {
        List<Snapshot> snapshots = List.of(ours("a", 5), ours("b", 4), ours("c", 3));

        RetentionPlan plan = plan(RetentionPolicy.create(p -> p.keepLast(2)), snapshots);
        assertThat(removals(plan)).containsExactly("a");
        assertThat(reasons(plan, "c")).containsExactly("one of the last 2");
    }

    @Test
    void theNewestOfEachPeriodStays() {
        List<Snapshot> snapshots = List.of(
                at("jan", "2025-01-31T10:00:00Z"),
                at("feb-early", "2025-02-01T10:00:00Z"),
                at("feb-late", "2025-02-28T10:00:00Z"),
                at("day-1", "2025-03-25T10:00:00Z"),
                at("day-1-late", "2025-03-25T23:00:00Z"),
                at("day-2", "2025-03-26T10:00:00Z"));

        assertThat(removals(plan(RetentionPolicy.create(p -> p.keepDaily(2)), snapshots)))
                .containsExactly("jan", "feb-early", "feb-late", "day-1");
        assertThat(removals(plan(RetentionPolicy.create(p -> p.keepMonthly(3)), snapshots)))
                .containsExactly("feb-early", "day-1", "day-1-late");
        assertThat(removals(plan(RetentionPolicy.create(p -> p.keepWeekly(2)), snapshots)))
                .containsExactly("jan", "feb-early", "day-1", "day-1-late");
    }

    @Test
    void theZoneSaysWhenADayBegins() {
        List<Snapshot> snapshots = List.of(at("a", "2025-03-20T20:00:00Z"), at("b", "2025-03-20T23:30:00Z"));

        assertThat(removals(plan(RetentionPolicy.create(p -> p.keepDaily(5)), snapshots)))
                .containsExactly("a");
        assertThat(removals(
                        plan(RetentionPolicy.create(p -> p.keepDaily(5).zone(ZoneId.of("Europe/Paris"))), snapshots)))
                .isEmpty();
    }

    @Test
    void theTurnOfTheYearIsOneIsoWeek() {
        List<Snapshot> snapshots = List.of(
                at("sunday", "2024-12-29T10:00:00Z"),
                at("monday", "2024-12-30T10:00:00Z"),
                at("wednesday", "2025-01-01T10:00:00Z"));

        assertThat(removals(plan(RetentionPolicy.create(p -> p.keepWeekly(9)), snapshots)))
                .containsExactly("monday");
    }

    @Test
    void whatIsNotOursToRemoveStaysAndTakesNoPlace() {
        Snapshot foreign = snapshot("foreign", 10, SnapshotState.AVAILABLE, b -> {});
        Snapshot automated = snapshot("automated", 9, SnapshotState.AVAILABLE, b -> b.automated(true));
        Snapshot creating = snapshot("creating", 8, SnapshotState.CREATING, b -> b.key(OperationKey.random()));
        Snapshot odd = snapshot("odd", 7, SnapshotState.UNKNOWN, b -> b.key(OperationKey.random()));
        Snapshot failed = snapshot("failed", 6, SnapshotState.FAILED, b -> b.key(OperationKey.random()));
        Snapshot good = ours("good", 20);

        RetentionPlan plan = plan(
                RetentionPolicy.create(p -> p.keepLast(1)), List.of(foreign, automated, creating, odd, failed, good));
        assertThat(removals(plan)).containsExactly("failed");
        assertThat(reasons(plan, "good")).containsExactly("one of the last 1");
        assertThat(reasons(plan, "foreign")).containsExactly("not made by this library");
    }

    @Test
    void holdsAndTheLastVerifiedOneStay() {
        Snapshot held = ours("held", 30, Map.of(Snapshot.HOLD, "legal case 7"));
        Snapshot verified = ours("verified", 20, Map.of(Snapshot.PASSED_AT, "2025-01-01T00:00:00Z"));
        Snapshot verifiedBefore = ours("before", 25, Map.of(Snapshot.PASSED_AT, "2025-01-02T00:00:00Z"));
        Snapshot unproven = ours("unproven", 15, Map.of(Snapshot.VERDICT, Verdict.UNPROVEN.name()));

        RetentionPlan plan = plan(
                RetentionPolicy.create(p -> p.keepLast(1)),
                List.of(held, verified, verifiedBefore, unproven, ours("new", 10)));
        assertThat(removals(plan)).containsExactly("before", "unproven");
        assertThat(reasons(plan, "held")).containsExactly("held: legal case 7");
        assertThat(reasons(plan, "verified")).containsExactly("the last one whose restore was verified");
    }

    @Test
    void theFutureIsKeptReportedAndTakesNoPlace() {
        RetentionPlan plan =
                plan(RetentionPolicy.create(p -> p.keepLast(1)), List.of(ours("past", 10), ours("future", -400)));

        assertThat(removals(plan)).isEmpty();
        assertThat(reasons(plan, "future")).containsExactly("from the future by PT9600H: a clock is wrong");
        assertThat(reasons(plan, "past")).containsExactly("one of the last 1");
    }

    @Test
    void aFreezeKeepsEverything() {
        RetentionPolicy policy = RetentionPolicy.create(p -> p.keepLast(1));
        RetentionPlan plan =
                RetentionRules.plan(policy, NOW, Optional.of("incident 42"), List.of(ours("a", 10), ours("b", 5)));

        assertThat(plan.removals()).isEmpty();
        assertThat(reasons(plan, "a")).containsExactly("removals are frozen: incident 42");
    }

    @Test
    void removalsHaveALimitAndBeginWithTheOldest() {
        RetentionPlan plan = plan(
                RetentionPolicy.create(p -> p.keepLast(1).maximumRemovals(1)),
                List.of(ours("b", 20), ours("a", 30), ours("c", 10)));

        assertThat(removals(plan)).containsExactly("a");
        assertThat(reasons(plan, "b")).containsExactly("would go, but beyond the limit of 1 at a time");
    }

    /** Compares the rules with a slow restatement of their Javadoc. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void theRulesAgreeWithTheirDescription(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            List<Snapshot> snapshots = randomSnapshots(random);
            RetentionPolicy policy = randomPolicy(random);
            Optional<String> freeze = random.nextInt(20) == 0 ? Optional.of("incident") : Optional.empty();
            RetentionPlan plan = RetentionRules.plan(policy, NOW, freeze, snapshots);

            assertThat(removals(plan)).isEqualTo(RetentionModel.removals(policy, NOW, freeze.isPresent(), snapshots));
            assertThat(plan.decisions())
                    .hasSameSizeAs(snapshots)
                    .allSatisfy(decision -> assertThat(decision.reasons()).isNotEmpty());
        }
    }

    private static List<Snapshot> randomSnapshots(Random random) {
        List<Snapshot> snapshots = new ArrayList<>();
        int count = random.nextInt(40);
        for (int i = 0; i < count; i++) {
            Instant createdAt = NOW.minusSeconds(random.nextLong(-86_400 * 3, 86_400L * 400))
                    .minusNanos(i);
            SnapshotState state =
                    random.nextInt(6) > 0 ? SnapshotState.AVAILABLE : any(random, EnumSet.allOf(SnapshotState.class));
            boolean ours = random.nextInt(8) > 0;
            boolean automated = random.nextInt(8) == 0;
            Map<String, String> notes = random.nextInt(10) == 0
                    ? Map.of(Snapshot.PASSED_AT, "2025-01-01T00:00:00Z")
                    : random.nextInt(10) == 0 ? Map.of(Snapshot.HOLD, "held") : Map.of();
            snapshots.add(Snapshot.create("s" + i, "name", state, createdAt, b -> {
                b.automated(automated).annotations(notes);
                if (ours) {
                    b.key(OperationKey.random());
                }
            }));
        }
        return snapshots;
    }

    private static <T> T any(Random random, Collection<T> all) {
        return all.stream().skip(random.nextInt(all.size())).findFirst().orElseThrow();
    }

    private static RetentionPolicy randomPolicy(Random random) {
        return RetentionPolicy.create(p -> p.keepLast(1 + random.nextInt(4))
                .keepDaily(random.nextInt(8))
                .keepWeekly(random.nextInt(6))
                .keepMonthly(random.nextInt(6))
                .minimumAge(Duration.ofDays(random.nextInt(20)))
                .maximumRemovals(random.nextInt(30))
                .zone(random.nextBoolean() ? ZoneOffset.UTC : ZoneId.of("America/New_York")));
    }

    private static RetentionPlan plan(RetentionPolicy policy, List<Snapshot> snapshots) {
        return RetentionRules.plan(policy, NOW, Optional.empty(), snapshots);
    }

    private static Snapshot ours(String id, int daysAgo) {
        return ours(id, daysAgo, Map.of());
    }

    private static Snapshot ours(String id, int daysAgo, Map<String, String> notes) {
        return snapshot(
                id,
                daysAgo,
                SnapshotState.AVAILABLE,
                b -> b.key(OperationKey.random()).annotations(notes));
    }

    private static Snapshot at(String id, String instant) {
        return Snapshot.create(
                id, id, SnapshotState.AVAILABLE, Instant.parse(instant), b -> b.key(OperationKey.random()));
    }

    private static Snapshot snapshot(String id, int daysAgo, SnapshotState state, Consumer<Snapshot.Builder> more) {
        return Snapshot.create(id, id, state, NOW.minus(Duration.ofDays(daysAgo)), more);
    }

    private static List<String> removals(RetentionPlan plan) {
        return plan.removals().stream().map(Snapshot::id).toList();
    }

    private static List<String> reasons(RetentionPlan plan, String id) {
        return plan.decisions().stream()
                .collect(Collectors.toMap(decision -> decision.snapshot().id(), Decision::reasons))
                .getOrDefault(id, List.of());
    }
}
