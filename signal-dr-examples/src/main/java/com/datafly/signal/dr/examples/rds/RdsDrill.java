package com.datafly.signal.dr.examples.rds;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.playbook.Incident;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.Scenarios;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.report.Reports;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * The monthly test of the backups of a database at Amazon RDS: the newest snapshot is restored into a new instance,
 * which is read, and removed again.
 *
 * <p>Without arguments it runs on a testing server, whose instances are real PostgreSQL. With two it runs at RDS:
 *
 * <pre>{@code RdsDrill aws-rds:eu-west-1/orders "SELECT count(*) FROM orders WHERE total IS NULL"}</pre>
 *
 * <p>The query counts what must not be. Credentials come from the AWS SDK's default chain, the master user's password
 * from the environment variable {@code PGPASSWORD}.
 */
public final class RdsDrill {

    private static final Duration LIMIT = Duration.ofHours(6);

    private RdsDrill() {}

    /** Runs the drill and exits with 0 only if it PASSED. The journal and the report are in {@code rds-drill}. */
    public static void main(String[] arguments) throws IOException, SQLException {
        if (arguments.length != 0 && arguments.length != 2) {
            System.err.println("usage: RdsDrill [ADDRESS QUERY]");
            System.exit(64);
        }
        Path directory = Files.createDirectories(Path.of("rds-drill"));
        Report report = arguments.length == 0 ? tryOut(directory) : drill(arguments[0], arguments[1], directory);
        Reports.writeAll(report, directory);
        System.out.println(report.verdict() + "  " + report.summary());
        System.exit(report.verdict() == Verdict.PASSED ? 0 : 1);
    }

    /** Runs the drill on a testing server that is gone afterwards. */
    static Report tryOut(Path directory) throws SQLException {
        try (TestingRds rds = TestingRds.start();
                SignalDr dr = rds.open(directory.resolve("journal"))) {
            return drill(dr, "SELECT count(*) FROM orders WHERE total IS NULL");
        }
    }

    private static Report drill(String address, String query, Path directory) {
        try (Secret password = Secret.of(System.getenv().getOrDefault("PGPASSWORD", ""));
                SignalDr dr = SignalDr.builder()
                        .database(address, options -> options.secret("password", password))
                        .journal(directory.resolve("journal"))
                        .build()) {
            return drill(dr, query);
        }
    }

    private static Report drill(SignalDr dr, String query) {
        Verification checks =
                Verification.of(it -> it.check(Checks.amcheck()).check(Checks.sql("what must not be", query, 0)));
        Playbook restoreTest = Scenarios.restoreTest(scenario -> scenario.verify(checks));

        dr.playbooks().sweep(); // what earlier drills left, and has expired
        Instant now = Instant.now(); // a rehearsal wakes nobody, so detecting and declaring take no time
        Plan plan = dr.playbooks()
                .rehearse(restoreTest)
                .incident(Incident.of(now, it -> it.detectedAt(now).declaredAt(now)));
        plan.problems().forEach(System.out::println); // each with its remedy
        try (Run run = plan.start()) { // if this process dies, the next does playbooks().resume(run.id(), restoreTest)
            System.out.println(run.await(LIMIT).state());
            return run.report();
        }
    }
}
