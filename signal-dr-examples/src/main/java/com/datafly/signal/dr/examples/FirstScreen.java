package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.playbook.Incident;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;

/** The code on the README's first screen. */
final class FirstScreen {

    private FirstScreen() {}

    static Report run(String address, Secret password, Path backups, Path journal, Incident incident) {
        // begin first screen
        Verification checks = Verification.of(it -> it.check(Checks.amcheck())
                .check(Checks.sql("users without a team", "SELECT count(*) FROM users WHERE team IS NULL", 0)));
        Playbook playbook = Playbook.define(
                "restore-test",
                it -> it.step(Steps.snapshot("snapshot", "nightly"))
                        .step(Steps.restoreSnapshot("restore", "snapshot"))
                        .step(Steps.verify("verify", "restore", checks))
                        .step(Steps.discard("discard", "restore").after("verify")));

        // address is, for example, postgres://backup@db.internal:5432/datafly?sslmode=verify-full
        try (SignalDr dr = SignalDr.builder()
                .database(address, more -> more.secret("password", password).option("repository", "file:" + backups))
                .tier(RecoveryTier.ENHANCED)
                .journal(journal)
                .build()) {

            // Reads only. The incident is when it struck, was noticed and declared: your people's part of the time.
            Plan plan = dr.playbooks().rehearse(playbook).incident(incident);
            System.out.println(plan.markdown()); // a runbook that a person can follow, should no JVM be left

            try (Run run = plan.start()) { // if this process dies, the next does playbooks().resume(run.id(), playbook)
                run.await(Duration.ofHours(1));
                Report report = run.report(); // checks, RPO and RTO against the tier, timeline, the journal's hash
                System.out.println(report.verdict()); // PASSED, FAILED, UNPROVEN or ERROR
                // end first screen
                return report;
            }
        }
    }
}
