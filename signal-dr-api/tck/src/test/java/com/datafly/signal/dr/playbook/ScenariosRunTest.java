package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.internal.playbook.action.TestChecks;
import com.datafly.signal.dr.tck.InMemoryWorld;
import com.datafly.signal.dr.tck.SettableClock;
import com.datafly.signal.dr.verify.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide's scenarios through the engine: planned, run, journaled. */
class ScenariosRunTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final InMemoryWorld world =
            InMemoryWorld.create(clock).addDatabase("orders").sql(TestChecks.noDatabase());
    private SignalDr dr;

    @BeforeEach
    void open() {
        dr = SignalDr.builder()
                .database(world.address("orders"))
                .clock(clock)
                .timeSource(clock)
                .journal(directory)
                .build();
        world.write("orders", "first");
        dr.database().snapshots().create("nightly").await();
    }

    @AfterEach
    void close() {
        dr.close();
        world.close();
    }

    @Test
    void aRestoreTestNotesItsVerdictAndRemovesItsCopy() {
        RunStatus ended =
                run(dr.playbooks().plan(Scenarios.restoreTest(scenario -> scenario.verify(TestChecks.passing()))));

        assertThat(ended.state()).as(ended::toString).isEqualTo(RunState.SUCCEEDED);
        assertThat(verdict()).isEqualTo("PASSED");
        assertThat(dr.playbooks().verify(ended.runId()).isIntact()).isTrue();
    }

    @Test
    void aRestoreTestThatFailsNotesThatAndRemovesItsCopyToo() {
        RunStatus ended = run(dr.playbooks()
                .plan(Scenarios.restoreTest(scenario -> scenario.verify(TestChecks.finding(Verdict.FAILED, true)))));

        assertThat(ended.state()).as(ended::toString).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(verdict()).isEqualTo("FAILED");
        assertThat(states(ended)).containsEntry("restore", StepState.UNDONE);
    }

    @Test
    void aFailedDatabaseIsRehearsedAndThenRecoveredByOneDefinition() {
        Instant good = world.write("orders", "good");
        world.write("orders", "a mistake");
        Playbook playbook = Scenarios.databaseFailure(scenario -> scenario.to(RecoveryTarget.at(good))
                .copy(copy -> copy.nameBeginning("orders-recovered"))
                .verify(TestChecks.passing())
                .guard(Guards.oldPrimaryFenced(
                        "power switch",
                        context -> context.drill() ? GuardResult.failed("on") : GuardResult.passed("off")))
                .cutover(Steps.gate("cutover")));

        RunStatus drill = run(dr.playbooks().rehearse(playbook));
        assertThat(drill.state()).as(drill::toString).isEqualTo(RunState.SUCCEEDED);
        assertThat(states(drill))
                .containsEntry("freeze", StepState.REHEARSED)
                .containsEntry("cutover", StepState.REHEARSED);
        assertThat(dr.database().retention().frozen()).isEmpty();

        RunStatus live = run(dr.playbooks().plan(playbook));
        assertThat(live.state()).as(live::toString).isEqualTo(RunState.SUCCEEDED);
        assertThat(dr.database().retention().frozen()).contains("database failure (run " + live.runId() + ")");
        assertThat(world.databases())
                .filteredOn(name -> name.startsWith("orders-recovered"))
                .hasSize(2);
    }

    @Test
    void anUpgradeThatIsRehearsedIsNotDone() {
        Upgrade upgrade = new Upgrade();
        Playbook playbook = Scenarios.preUpgrade(scenario -> scenario.verify(TestChecks.passing())
                .then(upgrade.step("upgrade").with(step -> step.scope(StepScope.COPY))));

        RunStatus drill = run(dr.playbooks().rehearse(playbook));

        assertThat(drill.state()).as(drill::toString).isEqualTo(RunState.SUCCEEDED);
        assertThat(states(drill)).containsEntry("upgrade", StepState.REHEARSED);
        assertThat(upgrade.done).isEmpty();
        run(dr.playbooks().plan(playbook));
        assertThat(upgrade.done).containsExactly("upgrade");
    }

    @Test
    void aStepOfTheHostsIsLeftOutOfADrillUnlessItIsPureOrSaysThatItWorksOnCopies() {
        Upgrade upgrade = new Upgrade();
        Playbook playbook = Playbook.define(
                "own",
                p -> p.step(upgrade.step("silent"))
                        .step(upgrade.step("pure").with(step -> step.kind(StepKind.PURE)))
                        .step(upgrade.step("copies").with(step -> step.scope(StepScope.COPY))));

        run(dr.playbooks().rehearse(playbook));

        assertThat(upgrade.done).containsExactlyInAnyOrder("pure", "copies");
    }

    @Test
    void aPlanNamesWhatItMakesAndWhatCannotBeTakenBack() {
        Plan plan = dr.playbooks().plan(Scenarios.databaseFailure(scenario -> scenario.cutover(Steps.gate("cutover"))));

        assertThat(plan.irreversible()).extracting(PlannedStep::id).containsExactly("cutover");
        assertThat(plan.markdown())
                .contains("forbids every removal", "makes the new database recovered-")
                .containsIgnoringCase("into the new database recovered-");
    }

    private static RunStatus run(Plan plan) {
        assertThat(plan.problems()).isEmpty();
        try (Run run = plan.start()) {
            return run.await(LIMIT);
        }
    }

    private String verdict() {
        return dr.database().snapshots().list().get(0).annotations().getOrDefault(Snapshot.VERDICT, "");
    }

    private static Map<String, StepState> states(RunStatus status) {
        return status.steps().stream().collect(Collectors.toMap(StepStatus::id, StepStatus::state));
    }

    /** Something that a host does to its product. */
    private static final class Upgrade implements StepAction<Upgrade.Nothing, Upgrade.Nothing> {

        private final Queue<String> done = new ConcurrentLinkedQueue<>();

        record Nothing() {}

        Step step(String id) {
            return Step.of(id, this, new Nothing(), step -> step.kind(StepKind.POINT_OF_NO_RETURN));
        }

        @Override
        public String name() {
            return "upgrade";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Class<Nothing> inputType() {
            return Nothing.class;
        }

        @Override
        public Class<Nothing> outputType() {
            return Nothing.class;
        }

        @Override
        public Nothing act(StepContext context, Nothing input) {
            done.add(context.stepId());
            return input;
        }
    }
}
