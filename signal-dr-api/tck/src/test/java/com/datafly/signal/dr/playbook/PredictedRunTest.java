package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.internal.playbook.DurationHistory;
import com.datafly.signal.dr.journal.FileJournal;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What runs took is what the next plan foretells, of a database of about that size. */
class PredictedRunTest extends PlanFixture {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private SignalDr dr;

    @BeforeEach
    void begin() {
        dr = open();
        world.write("orders", "first");
        dr.database().snapshots().create("nightly").await();
        world.durations(Duration.ofSeconds(30), Duration.ofMinutes(5));
    }

    @Test
    void theSecondPlanForetellsByTheFirstRun() {
        assertThat(prediction().basis()).isEqualTo(Prediction.Basis.NO_HISTORY);
        run();

        Prediction foretold = prediction();

        assertThat(foretold.basis()).isEqualTo(Prediction.Basis.SAME_SIZE);
        assertThat(foretold.samples()).isEqualTo(1);
        assertThat(foretold.median().orElseThrow()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
        run();
        assertThat(prediction().samples()).isEqualTo(2);
    }

    @Test
    void aDatabaseOfAnotherSizeIsNotForetoldByIt() {
        run();
        grow(3);
        assertThat(prediction().basis()).isEqualTo(Prediction.Basis.NEIGHBOURING_SIZE);
        grow(60);

        assertThat(prediction().basis()).isEqualTo(Prediction.Basis.NO_HISTORY);
    }

    @Test
    void aRunThatWasTakenOverKeepsTheSizeOfItsPlan() {
        long sizeWhenPlanned = dr.database().status().sizeBytes().orElseThrow();
        SignalDr first = open();
        Playbook playbook = gated();
        Plan plan = first.playbooks().plan(playbook);
        assertThat(plan.start().await(LIMIT).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        first.close();
        grow(60);
        try (Run run = dr.playbooks().resume(plan.runId(), playbook)) {
            run.approve("recover", "bob", plan.hash());
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }

        assertThat(prediction().basis()).isEqualTo(Prediction.Basis.NO_HISTORY);
        try (FileJournal journal = FileJournal.open(folder.resolve("journal"))) {
            assertThat(new DurationHistory(journal)
                            .predict("recover", "memory", sizeWhenPlanned)
                            .basis())
                    .isEqualTo(Prediction.Basis.SAME_SIZE);
        }
    }

    private void grow(int markers) {
        for (int i = 0; i < markers; i++) {
            world.write("orders", "more");
        }
    }

    private Prediction prediction() {
        return dr.playbooks().plan(recovery()).steps().get(0).prediction();
    }

    private void run() {
        try (Run run = dr.playbooks().plan(recovery()).start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    private static Playbook recovery() {
        return Playbook.define("recovery", p -> p.step(recover()));
    }

    private static Playbook gated() {
        return Playbook.define(
                "recovery",
                p -> p.step(recover().with(step -> step.approval(ApprovalGate.of(gate -> gate.from("bob"))))));
    }

    private static Step recover() {
        return Steps.recover("recover", RecoveryTarget.latest(), copy -> {});
    }
}
