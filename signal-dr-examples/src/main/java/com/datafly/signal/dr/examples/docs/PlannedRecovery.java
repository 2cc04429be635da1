package com.datafly.signal.dr.examples.docs;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.DatabaseRole;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.playbook.ApprovalGate;
import com.datafly.signal.dr.playbook.DrillTarget;
import com.datafly.signal.dr.playbook.Guards;
import com.datafly.signal.dr.playbook.Incident;
import com.datafly.signal.dr.playbook.LiveTarget;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Playbooks;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.StepScope;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.verify.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Defines a recovery, plans it, has it approved, runs it, and goes on with it in another process. */
final class PlannedRecovery {

    private PlannedRecovery() {}

    static Playbook define(Verification checks, Step switchOver) {
        return Playbook.define(
                "orders-lost",
                playbook -> playbook.loses(FailureDomain.of("host", "db1"))
                        .objectives(RecoveryTier.ENHANCED.objectives())
                        .step(Steps.recover("recover", RecoveryTarget.latest(), copy -> copy.nameBeginning("orders")))
                        .step(Steps.verify("verify", "recover", checks).after("recover"))
                        .step(switchOver
                                .after("verify")
                                .with(step -> step.kind(StepKind.POINT_OF_NO_RETURN)
                                        .scope(StepScope.SOURCE) // a drill goes through its guards and leaves it out
                                        .precheck(Guards.databaseIdentity("7412345678901234567", DatabaseRole.PRIMARY))
                                        .guard(Guards.oldPrimaryFenced()) // asked again right before the step
                                        .approval(ApprovalGate.of(
                                                gate -> gate.quorum(2).from("ann", "bob", "cyd"))))));
    }

    static SignalDr open(Secret password) {
        return SignalDr.builder()
                .database("postgres:db1:5432/orders", options -> options.secret("password", password))
                .journal(Path.of("/mnt/elsewhere/signal-dr")) // not on db1: a plan would be refused
                .principal("orders-service")
                .build();
    }

    static Plan plan(SignalDr dr, Playbook playbook, Instant disruptedAt) throws IOException {
        Plan plan = dr.playbooks()
                .plan(playbook, LiveTarget.of(dr.database()).expecting("7412345678901234567"))
                .incident(Incident.of(disruptedAt, incident -> incident.title("INC-2041")));
        plan.problems().forEach(System.out::println); // each with its remedy; none may be left
        System.out.println(plan.forecast() + ", in time: " + plan.reachesRto());
        Files.writeString(Path.of("runbook.md"), plan.markdown()); // for the night when no JVM is left
        return plan;
    }

    static RunStatus run(Plan plan) {
        try (Run run = plan.approve("ann").approve("bob").start("dora")) {
            return run.await(Duration.ofHours(1)); // ended, paused, or waiting for a person
        }
    }

    static void approve(Playbooks elsewhere, String runId, String planHash) {
        try (Run run = elsewhere.run(runId)) {
            run.approve("switch-over", "cyd", planHash); // the hash of the plan that cyd has read
        }
    }

    static RunStatus resume(Playbooks elsewhere, String runId, Playbook playbook) {
        try (Run run = elsewhere.resume(runId, playbook)) {
            return run.await(Duration.ofHours(1));
        }
    }

    static Run recover(SignalDr dr) {
        return dr.playbooks().databaseFailure().plan().approve("on-call").start();
    }

    static void sweep(Playbooks playbooks) {
        playbooks.leftovers().forEach(System.out::println); // reads only: what would go, what would stay, and why
        playbooks.sweep().forEach(swept -> {
            System.out.println(swept.leftover().name() + " " + swept.effect());
            swept.failure().ifPresent(failure -> System.err.println(failure.getMessage()));
        });
    }

    static RunStatus rehearse(SignalDr dr, Playbook playbook) {
        DrillTarget target = DrillTarget.of(dr.database()).expiringAfter(Duration.ofHours(8));
        try (Run run = dr.playbooks().rehearse(playbook, target).start()) {
            return run.await(Duration.ofHours(1));
        }
    }
}
