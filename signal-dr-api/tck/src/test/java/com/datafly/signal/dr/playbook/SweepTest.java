package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.tck.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What drills left is removed, and nothing else. */
class SweepTest extends PlanFixture {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration DAY = Duration.ofHours(24);

    private SignalDr dr;

    @BeforeEach
    void begin() {
        dr = open();
        world.write("orders", "first");
        dr.database().snapshots().create("nightly").await();
    }

    @Test
    void aDrillsCopyGoesWhenItHasExpiredAndNotBefore() {
        RunStatus drill = drill(copying("copy"));
        String copy = only(copies());

        assertThat(states()).containsExactly(LeftoverState.NOT_EXPIRED);
        assertThat(dr.playbooks().sweep()).isEmpty();
        assertThat(copies()).containsExactly(copy);

        clock.advance(DAY);
        Leftover due = only(dr.playbooks().leftovers());
        assertThat(due.state()).as(due::toString).isEqualTo(LeftoverState.DUE);
        assertThat(due.runId()).isEqualTo(drill.runId());
        assertThat(due.stepId()).isEqualTo("recover");
        assertThat(due.name()).isEqualTo(copy);

        Swept swept = only(dr.playbooks().sweep());
        assertThat(swept.removed()).as(swept::toString).isTrue();
        assertThat(swept.effect()).isEqualTo(Effect.APPLIED);
        assertThat(copies()).isEmpty();
    }

    @Test
    void itIsNotLookedForAgainOnceTwoSweepsFoundNothing() {
        drill(copying("copy"));
        clock.advance(DAY);

        assertThat(dr.playbooks().sweep()).hasSize(1);
        assertThat(dr.playbooks().sweep()).isEmpty();
        assertThat(open().playbooks().sweep()).isEmpty();
        int looks = world.faults().count("openRestored");
        assertThat(open().playbooks().sweep()).isEmpty();
        assertThat(world.faults().count("openRestored")).isEqualTo(looks);
    }

    @Test
    void lookingChangesNothing() {
        drill(copying("copy"));
        clock.advance(DAY);
        long changes = changes();

        assertThat(states()).containsExactly(LeftoverState.DUE);
        assertThat(changes()).isEqualTo(changes);
    }

    @Test
    void whatALiveRunMadeStays() {
        try (Run run = dr.playbooks().plan(copying("copy")).start()) {
            run.await(LIMIT);
        }
        clock.advance(Duration.ofDays(400));

        assertThat(dr.playbooks().leftovers()).isEmpty();
        assertThat(dr.playbooks().sweep()).isEmpty();
        assertThat(copies()).hasSize(1);
    }

    @Test
    void whatALostRunMadeGoesThoughItNeverEnded() {
        SignalDr dies = open();
        assertThat(dies.playbooks().rehearse(waiting()).start().await(LIMIT).state())
                .isEqualTo(RunState.WAITING_FOR_APPROVAL);
        dies.close();
        clock.advance(DAY);

        assertThat(only(dr.playbooks().sweep()).removed()).isTrue();
        assertThat(copies()).isEmpty();
    }

    @Test
    void whatAnAttemptMadeThatWasNeverHeardOfAgainGoes() throws InterruptedException {
        SignalDr dies = open();
        CountDownLatch made = new CountDownLatch(1);
        world.faults().next("startRestore", Fault.ANSWER_LOST);
        world.faults().before("findOperation", 2, () -> hang(made));
        dies.playbooks().rehearse(copying("copy")).start();
        made.await();
        dies.close();
        assertThat(copies()).hasSize(1);
        clock.advance(DAY);

        assertThat(only(dr.playbooks().sweep()).removed()).isTrue();
        assertThat(copies()).isEmpty();
    }

    @Test
    void whatIsStillBeingMadeStaysUntilItIsDone() throws InterruptedException {
        world.durations(Duration.ofSeconds(30), DAY.multipliedBy(2));
        SignalDr dies = open();
        CountDownLatch made = new CountDownLatch(1);
        world.faults().before("findOperation", 3, () -> hang(made));
        dies.playbooks().rehearse(copying("slow")).start();
        made.await();
        dies.close();
        clock.advance(DAY);

        assertThat(states()).containsExactly(LeftoverState.BEING_MADE);
        assertThat(only(dr.playbooks().sweep()).effect()).isEqualTo(Effect.NONE);
        assertThat(copies()).hasSize(1);

        clock.advance(DAY);
        assertThat(only(dr.playbooks().sweep()).removed()).isTrue();
    }

    @Test
    void whatWaitsForACallOfADeadRunGoesWhenItHasExpiredAndNotBefore() throws InterruptedException {
        world.durations(Duration.ofSeconds(30), Duration.ZERO).restoreCalls(9);
        SignalDr dies = open();
        CountDownLatch made = new CountDownLatch(1);
        world.faults().before("findOperation", 2, () -> hang(made));
        dies.playbooks().rehearse(copying("half-made")).start();
        made.await();
        dies.close();
        int calls = world.faults().count("continueRestore");

        assertThat(states()).containsExactly(LeftoverState.BEING_MADE);
        assertThat(dr.playbooks().sweep()).isEmpty();

        clock.advance(DAY);
        assertThat(only(dr.playbooks().sweep()).removed()).isTrue();
        assertThat(copies()).isEmpty();
        assertThat(world.faults().count("continueRestore")).isEqualTo(calls);
    }

    @Test
    void aStrangerOfTheSameNameStays() {
        Playbook named = Playbook.define(
                "named",
                p -> p.step(Steps.recover("recover", RecoveryTarget.latest(), copy -> copy.named("orders-copy"))));
        RunStatus first = drill(named, DAY);
        clock.advance(DAY);
        assertThat(only(dr.playbooks().sweep()).removed()).isTrue();
        RunStatus second = drill(named, DAY);

        Leftover foreign = dr.playbooks().leftovers().stream()
                .filter(one -> one.runId().equals(first.runId()))
                .findFirst()
                .orElseThrow();
        assertThat(foreign.state()).isEqualTo(LeftoverState.FOREIGN);
        Swept left = only(dr.playbooks().sweep());
        assertThat(left.leftover().runId()).isEqualTo(first.runId());
        assertThat(left.effect()).isEqualTo(Effect.NONE);
        assertThat(world.databases()).contains("orders-copy");

        world.tag("orders-copy", "signal-dr:run", first.runId());
        world.tag("orders-copy", "signal-dr:expires", clock.instant().toString());
        assertThat(dr.playbooks().sweep())
                .as("tags prove nothing without the key")
                .noneMatch(Swept::removed);
        world.tag("orders-copy", "signal-dr:run", second.runId());

        clock.advance(DAY);
        assertThat(dr.playbooks().sweep())
                .filteredOn(Swept::removed)
                .extracting(swept -> swept.leftover().runId())
                .containsExactly(second.runId());
    }

    @Test
    void tagsThatSayOtherwiseKeepACopy() {
        drill(copying("copy"));
        String copy = only(copies());
        clock.advance(DAY);

        world.tag(copy, "signal-dr:run", "somebody-elses");
        assertThat(states()).containsExactly(LeftoverState.FOREIGN);
        world.tag(copy, "signal-dr:run", dr.playbooks().runs().get(0).runId());
        world.tag(copy, "signal-dr:expires", clock.instant().plus(DAY).toString());
        assertThat(states()).containsExactly(LeftoverState.NOT_EXPIRED);
        world.tag(copy, "signal-dr:expires", "never");
        assertThat(states()).containsExactly(LeftoverState.UNCLEAR);
        assertThat(dr.playbooks().sweep()).noneMatch(Swept::removed);
        assertThat(copies()).containsExactly(copy);

        clock.advance(DAY);
        world.tag(copy, "signal-dr:expires", clock.instant().toString());
        assertThat(only(dr.playbooks().sweep()).removed()).isTrue();
    }

    @Test
    void aFreezeKeepsSnapshotsAndNotCopiesAndAHoldKeepsItsSnapshot() {
        drill(Playbook.define(
                "both",
                p -> p.step(Steps.snapshot("snapshot", "drill")).step(Steps.restoreSnapshot("restore", "snapshot"))));
        String snapshot = dr.database().snapshots().list().get(1).id();
        clock.advance(DAY);

        dr.database().retention().freeze("an incident");
        assertThat(dr.playbooks().sweep())
                .extracting(swept -> swept.leftover().stepId() + " " + swept.removed())
                .containsExactly("restore true", "snapshot false");
        dr.database().retention().unfreeze();
        dr.database().retention().hold(snapshot, "the auditors want it");
        Swept held = only(dr.playbooks().sweep());
        assertThat(held.leftover().state()).isEqualTo(LeftoverState.PROTECTED);
        assertThat(held.leftover().reason()).contains("the auditors want it");
        dr.database().retention().release(snapshot);

        assertThat(only(dr.playbooks().sweep()).removed()).isTrue();
        assertThat(dr.database().snapshots().list())
                .hasSize(1)
                .noneMatch(one -> one.id().equals(snapshot));
    }

    @Test
    void theOnlySnapshotStays() {
        Playbook twice = Playbook.define(
                "twice",
                p -> p.step(Steps.snapshot("one", "drill"))
                        .step(Steps.snapshot("two", "drill").after("one")));
        drill(twice);
        String nightly = dr.database().snapshots().list().get(0).id();
        dr.database().snapshots().delete(nightly).await();
        clock.advance(DAY);

        assertThat(dr.playbooks().sweep()).extracting(Swept::removed).containsExactly(true, false);
        assertThat(dr.database().snapshots().list()).hasSize(1);
    }

    @Test
    void oneThatCannotBeRemovedDoesNotStopTheOthers() {
        drill(copying("a"));
        drill(copying("b"));
        drill(copying("c"));
        clock.advance(DAY);
        world.faults().next("startDiscard", new IllegalStateException("a defect"));

        List<Swept> swept = dr.playbooks().sweep();

        assertThat(swept).filteredOn(Swept::removed).hasSize(2);
        Swept failed = only(swept.stream().filter(one -> !one.removed()).toList());
        assertThat(failed.failure()).isPresent();
        assertThat(copies()).hasSize(1);
        assertThat(only(dr.playbooks().sweep()).removed()).isTrue();
    }

    @Test
    void aJournalThatWasTamperedWithIsReportedAndMovesNothing() throws IOException {
        RunStatus bad = drill(copying("bad"));
        drill(copying("good"));
        tamper(bad.runId());
        clock.advance(DAY);

        List<Swept> swept = dr.playbooks().sweep();

        assertThat(swept).filteredOn(Swept::removed).hasSize(1);
        Swept left = only(swept.stream().filter(one -> !one.removed()).toList());
        assertThat(left.leftover().runId()).isEqualTo(bad.runId());
        assertThat(left.leftover().state()).isEqualTo(LeftoverState.UNCLEAR);
        assertThat(only(copies())).startsWith("bad");
    }

    @Test
    void drillsOfAnotherDatabaseAreNoneOfItsBusiness() {
        drill(copying("copy"));
        clock.advance(DAY);
        world.addDatabase("payments");
        SignalDr other = open(builder ->
                builder.database(world.address("payments"), options -> options.secret("password", password)));

        assertThat(other.playbooks().sweep()).isEmpty();
        assertThat(copies()).hasSize(1);
        assertThat(only(dr.playbooks().sweep()).removed()).isTrue();
    }

    private static Playbook copying(String name) {
        return Playbook.define(
                "copying",
                p -> p.step(Steps.recover("recover", RecoveryTarget.latest(), copy -> copy.nameBeginning(name))));
    }

    private static Playbook waiting() {
        return Playbook.define(
                "waiting",
                p -> p.step(Steps.recover("recover", RecoveryTarget.latest(), copy -> copy.nameBeginning("copy")))
                        .step(Told.step("go")
                                .with(step ->
                                        step.after("recover").approval(ApprovalGate.of(gate -> gate.from("bob"))))));
    }

    private RunStatus drill(Playbook playbook) {
        return drill(playbook, DAY);
    }

    private RunStatus drill(Playbook playbook, Duration expiry) {
        Plan plan =
                dr.playbooks().rehearse(playbook, DrillTarget.of(dr.database()).expiringAfter(expiry));
        try (Run run = plan.start()) {
            RunStatus status = run.await(LIMIT);
            assertThat(status.state()).as(status::toString).isEqualTo(RunState.SUCCEEDED);
            return status;
        }
    }

    private List<LeftoverState> states() {
        return dr.playbooks().leftovers().stream().map(Leftover::state).toList();
    }

    private List<String> copies() {
        return world.databases().stream()
                .filter(name -> !name.equals("orders") && !name.equals("payments"))
                .filter(name -> isThere(name))
                .toList();
    }

    private boolean isThere(String name) {
        try {
            world.markers(name);
            return true;
        } catch (DrException gone) {
            return false;
        }
    }

    private void tamper(String runId) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("journal"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file);
                if (file.getFileName().toString().startsWith(runId) && text.contains("run-planned")) {
                    Files.writeString(file, text.replace("2025-01-15", "2024-01-15"));
                }
            }
        }
    }

    private static void hang(CountDownLatch reached) {
        reached.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }
}
