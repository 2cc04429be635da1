package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlaybooksTest extends PlanFixture {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void aPlanIsApprovedStartedAndDone() {
        Playbooks playbooks = playbooks();
        Plan plan = playbooks.plan(gated()).approve("bob");

        try (Run run = plan.start()) {
            RunStatus status = run.await(LIMIT);

            assertThat(status.state()).as(status::toString).isEqualTo(RunState.SUCCEEDED);
            assertThat(status.runId()).isEqualTo(plan.runId());
            assertThat(status.planHash()).isEqualTo(plan.hash());
            assertThat(status.initiator()).isEqualTo("ann");
            assertThat(playbooks.verify(plan.runId()).isIntact()).isTrue();
        }
        assertThat(playbooks.runs()).extracting(RunStatus::runId).containsExactly(plan.runId());
    }

    @Test
    void aPlanIsStartedOnce() {
        Plan plan = playbooks().plan(gated()).approve("bob");
        try (Run run = plan.start()) {
            run.await(LIMIT);
        }

        assertThat(failure(plan::start).code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
    }

    @Test
    void anotherProcessSeesARunThatWaitsAndApprovesIt() {
        Plan plan = playbooks().plan(gated());
        SignalDr other = open();

        try (Run run = plan.start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
            assertThat(other.playbooks().plan(gated()).warnings())
                    .anyMatch(warning ->
                            warning.contains("Run " + plan.runId() + " works on " + world.address("orders")));
            try (Run seen = other.playbooks().run(plan.runId())) {
                seen.approve("a", "bob", seen.status().planHash());
            }
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }
        assertThat(other.playbooks().plan(gated()).warnings()).isEmpty();
    }

    @Test
    void aRunThatWasStoppedIsResumedByItsDefinitionAlone() {
        SignalDr first = open();
        Plan plan = first.playbooks().plan(gated());
        assertThat(plan.start().await(LIMIT).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        first.close();
        Playbooks next = playbooks();

        DrException changed =
                failure(() -> next.resume(plan.runId(), Playbook.define("orders", p -> p.step(Told.step("b")))));
        assertThat(changed.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(changed.getMessage()).contains("migrate");

        try (Run run = next.resume(plan.runId(), gated())) {
            run.approve("a", "bob", plan.hash());
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    @Test
    void aDrillLeavesTheSourceAlone() {
        Step cutover = Told.step("cutover")
                .with(step -> step.kind(StepKind.POINT_OF_NO_RETURN).scope(StepScope.SOURCE));
        refuseChanges();

        try (Run run = playbooks()
                .rehearse(Playbook.define("orders", p -> p.step(cutover)))
                .start()) {
            RunStatus status = run.await(LIMIT);

            assertThat(status.drill()).isTrue();
            assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(status.step("cutover").state()).isEqualTo(StepState.REHEARSED);
        }
        assertThat(changes()).isZero();
    }

    @Test
    void aDamagedJournalHidesNoOtherRunAndStopsNoPlan() throws IOException {
        Playbooks playbooks = playbooks();
        Plan damaged = playbooks.plan(gated()).approve("bob");
        try (Run run = damaged.start()) {
            run.await(LIMIT);
        }
        Path log = folder.resolve("journal/logs/" + damaged.runId() + ".log");
        Files.writeString(log, Files.readString(log).replace("bob", "eve"));

        Playbooks next = playbooks();
        Plan plan = next.plan(gated()).approve("bob");

        assertThat(plan.problems()).isEmpty();
        try (Run run = plan.start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }
        assertThat(next.runs())
                .extracting(RunStatus::runId, RunStatus::state)
                .containsExactly(
                        tuple(plan.runId(), RunState.SUCCEEDED), tuple(damaged.runId(), RunState.INDETERMINATE));
    }

    @Test
    void withoutAJournalThereAreNoPlaybooks() {
        try (SignalDr dr = SignalDr.builder().build()) {
            DrException refusal = failure(dr::playbooks);

            assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
            assertThat(refusal.hint())
                    .hasValueSatisfying(hint -> assertThat(hint).contains("journal(directory)"));
        }
    }

    @Test
    void aRunThatNobodyKnowsIsNotFound() {
        assertThat(failure(() -> playbooks().run("nobody")).code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(failure(() -> playbooks().resume("nobody", gated())).code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(playbooks().runs()).isEmpty();
    }

    private static Playbook gated() {
        return Playbook.define(
                "orders",
                p -> p.step(Told.step("a").with(step -> step.approval(ApprovalGate.of(gate -> gate.from("bob"))))));
    }
}
