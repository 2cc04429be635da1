package com.datafly.signal.dr.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.Retention;
import com.datafly.signal.dr.database.RetentionPlan;
import com.datafly.signal.dr.database.RetentionPolicy;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DefaultRetentionTest extends PortableFixture {

    private static final RetentionPolicy LAST_TWO = RetentionPolicy.create(p -> p.keepLast(2));

    private final Retention retention = database.retention();

    @BeforeEach
    void makeFiveOldSnapshots() {
        for (String name : List.of("one", "two", "three", "four", "five")) {
            snapshot(name);
        }
        clock.advance(Duration.ofDays(10));
    }

    @Test
    void whatThePlanShowsIsRemoved() {
        RetentionPlan plan = retention.plan(LAST_TWO);
        assertThat(names()).hasSize(5);

        assertThat(retention.apply(plan))
                .containsExactlyElementsOf(
                        plan.removals().stream().map(Snapshot::id).toList());
        assertThat(names()).containsExactly("four", "five");
        assertThat(plan.toString())
                .contains("remove one")
                .contains("keep   five")
                .contains("no rule keeps it");
    }

    @Test
    void whatThePlanDidNotShowIsNotRemoved() {
        RetentionPlan plan = retention.plan(LAST_TWO);
        snapshot("six");
        clock.advance(Duration.ofDays(2));

        DrException failure = refused(ErrorCode.CONFLICT, () -> retention.apply(plan));
        assertThat(failure).hasMessageContaining(id("four"));
        assertThat(names()).hasSize(6);
    }

    @Test
    void aHoldThatCameMeanwhileIsRespected() {
        RetentionPlan plan = retention.plan(LAST_TWO);
        retention.hold(id("two"), "legal case 7");

        retention.apply(plan);
        assertThat(names()).containsExactly("two", "four", "five");
    }

    @Test
    void nothingGoesDuringAFreeze() {
        RetentionPlan plan = retention.plan(LAST_TWO);
        try (SignalDr other = newProcess()) {
            other.database().retention().freeze("incident 42");
        }

        assertThat(refused(ErrorCode.FAILED_PRECONDITION, () -> retention.apply(plan)))
                .hasMessageContaining("incident 42");
        assertThat(retention.plan(LAST_TWO).removals()).isEmpty();
        assertThat(retention.frozen()).contains("incident 42");
        retention.unfreeze();
        assertThat(retention.frozen()).isEmpty();
        assertThat(retention.apply(plan)).hasSize(3);
    }

    @Test
    void aFreezeThatComesMeanwhileStopsTheRest() {
        RetentionPlan plan = retention.plan(LAST_TWO);
        faults().before("findSnapshot", 2, () -> {
            try (SignalDr other = newProcess()) {
                other.database().retention().freeze("incident 42");
            }
        });

        DrException failure = failure(ErrorCode.FAILED_PRECONDITION, () -> retention.apply(plan));
        assertThat(failure.effect()).isEqualTo(Effect.APPLIED);
        assertThat(failure.details())
                .containsEntry("removed", plan.removals().get(0).id())
                .containsEntry("failed", plan.removals().get(1).id());
        assertThat(names()).containsExactly("two", "three", "four", "five");
    }

    @Test
    void aFailureHalfwayTellsWhatIsGone() {
        RetentionPlan plan = retention.plan(LAST_TWO);
        String first = id("one");
        faults().next("startDeleteSnapshot", Fault.STALE);
        faults().next("startDeleteSnapshot", DrException.of(ErrorCode.PERMISSION_DENIED, "delete", "not this one"));

        DrException failure = failure(ErrorCode.PERMISSION_DENIED, () -> retention.apply(plan));
        assertThat(failure.effect()).isEqualTo(Effect.APPLIED);
        assertThat(failure.details()).containsEntry("removed", first).containsEntry("failed", id("two"));
        assertThat(names()).containsExactly("two", "three", "four", "five");
    }

    @Test
    void aFailureAtTheFirstRemovalHasNoEffect() {
        RetentionPlan plan = retention.plan(LAST_TWO);
        faults().next("startDeleteSnapshot", DrException.of(ErrorCode.PERMISSION_DENIED, "delete", "not this one"));

        assertThat(refused(ErrorCode.PERMISSION_DENIED, () -> retention.apply(plan))
                        .details())
                .containsEntry("removed", "");
    }

    @ParameterizedTest
    @EnumSource(
            value = Verdict.class,
            names = {"UNPROVEN", "ERROR"})
    void aVerificationThatProvesNothingTakesNoPassAway(Verdict weaker) {
        Instant passed = clock.instant();
        database.snapshots().recordVerdict(id("one"), Verdict.PASSED, passed);
        database.snapshots().recordVerdict(id("one"), weaker, passed.plusSeconds(60));

        assertThat(retention.apply(retention.plan(LAST_TWO))).hasSize(2);
        assertThat(names()).containsExactly("one", "four", "five");
        assertThat(database.snapshots().list().get(0).annotations())
                .containsEntry(Snapshot.VERDICT, weaker.name())
                .containsEntry(Snapshot.VERIFIED_AT, passed.plusSeconds(60).toString())
                .containsEntry(Snapshot.PASSED_AT, passed.toString());
    }

    @Test
    void aVerificationThatFailedRevokesThePass() {
        database.snapshots().recordVerdict(id("one"), Verdict.PASSED, clock.instant());
        database.snapshots().recordVerdict(id("two"), Verdict.PASSED, clock.instant());
        database.snapshots().recordVerdict(id("two"), Verdict.FAILED, clock.instant());

        retention.apply(retention.plan(LAST_TWO));
        assertThat(names()).as("the pass before counts again").containsExactly("one", "four", "five");
    }

    @Test
    void aClockSetBackRemovesNothing() {
        RetentionPlan plan = retention.plan(LAST_TWO);
        clock.set(Instant.parse("2020-01-01T00:00:00Z"));

        assertThat(retention.apply(plan)).isEmpty();
        assertThat(retention.plan(LAST_TWO).decisions())
                .allSatisfy(decision -> assertThat(decision.reasons()).anyMatch(reason -> reason.contains("future")));
    }

    @Test
    void reasonsAreShortAndOfOneLine() {
        for (String reason : List.of("", " ", "a\nb", "x".repeat(201))) {
            refused(ErrorCode.INVALID_ARGUMENT, () -> retention.freeze(reason));
            refused(ErrorCode.INVALID_ARGUMENT, () -> retention.hold(id("one"), reason));
        }
        retention.release(id("one"));
    }

    @Test
    void withoutAnnotationsThereIsNoFreezeAndNoHold() {
        world.disable(Capability.ANNOTATE, "no tags here");

        assertThat(retention.frozen()).isEmpty();
        refused(ErrorCode.UNSUPPORTED, () -> retention.freeze("incident"));
        refused(ErrorCode.UNSUPPORTED, () -> retention.hold(id("one"), "case"));
        assertThat(retention.apply(retention.plan(LAST_TWO))).hasSize(3);
    }

    private List<String> names() {
        return database.snapshots().list().stream().map(Snapshot::name).toList();
    }

    private String id(String name) {
        return database.snapshots().list().stream()
                .filter(snapshot -> snapshot.name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }
}
