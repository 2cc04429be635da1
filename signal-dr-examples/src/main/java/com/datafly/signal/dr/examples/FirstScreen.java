package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;

/** The code on the README's first screen. */
final class FirstScreen {

    private FirstScreen() {}

    static Report run(String address, Secret password, Path backups) {
        // begin first screen
        // address is, for example, postgres://backup@db.internal:5432/datafly?sslmode=verify-full
        try (SignalDr dr = SignalDr.builder()
                .database(address, more -> more.secret("password", password).option("repository", "file:" + backups))
                .tier(RecoveryTier.ENHANCED)
                .build()) {

            Snapshot snapshot = dr.database().snapshots().create("pre-upgrade").await();

            Report report = dr.drill() // restores beside the source, verifies, measures, cleans up
                    .to(RecoveryTarget.snapshot(snapshot.id()))
                    .before(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(10)) // your people's part
                    .verify(Verification.of(checks -> checks.check(Checks.amcheck())
                            .check(Checks.sql(
                                    "users without a team", "SELECT count(*) FROM users WHERE team IS NULL", 0))))
                    .run();

            System.out.println(report.verdict()); // PASSED, FAILED, UNPROVEN or ERROR
            // end first screen
            return report;
        }
    }
}
