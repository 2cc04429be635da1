package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceOptions;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.DatabaseState;
import com.datafly.signal.dr.database.DatabaseStatus;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.drill.Drill;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.verify.Baseline;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The half of the drill that only reads, on a PostgreSQL of the user's: backup, restore beside it, verification.
 * Nothing is written there, so there are no canaries and the RPO is not measured.
 */
final class ConnectedDrill {

    private final DemoArguments arguments;
    private final PostgresUrl url;
    private final Console console;

    ConnectedDrill(DemoArguments arguments, PostgresUrl url, Console console) {
        this.arguments = arguments;
        this.url = url;
        this.console = console;
    }

    Report run(Path place) {
        try (WorkDirectory work = WorkDirectory.create(place, arguments.keep());
                SignalDr dr = SignalDr.builder()
                        .database(url.address(), options -> configure(options, work))
                        .tier(arguments.tier())
                        .build()) {
            try {
                return drill(dr);
            } finally {
                if (arguments.keep()) {
                    console.line("Kept in " + work.path() + "; the copy's server goes on running below restores");
                }
            }
        }
    }

    private void configure(ResourceOptions.Builder options, WorkDirectory work) {
        options.option("repository", "file:" + work.resolve("repository"))
                .option("restores", work.resolve("restores").toString());
        arguments.programs().ifPresent(directory -> options.option("postgres", directory.toString()));
        Optional<String> password = url.password().or(() -> Optional.ofNullable(System.getenv("PGPASSWORD")));
        password.ifPresent(text -> options.secret("password", Secret.of(text)));
    }

    private Report drill(SignalDr dr) {
        DatabaseStatus status = dr.database().status();
        if (status.state() != DatabaseState.AVAILABLE) {
            throw DrException.create(
                    ErrorCode.UNAVAILABLE,
                    "rehearse the recovery of " + dr.database().address(),
                    String.join(" ", status.warnings()),
                    failure -> failure.hint("Check host and port."));
        }
        DataSource source = dr.database().sql().orElseThrow();
        console.line("Read the content of " + dr.database().address() + " (PostgreSQL " + status.engineVersion() + ")");
        Baseline before = Baseline.capture(source, options -> options.withoutLocks());
        console.line(String.format(
                Locale.ROOT,
                "  %,d rows in %d tables",
                before.rows(),
                before.tables().size()));
        console.line("Take a base backup");
        Snapshot snapshot = dr.database()
                .snapshots()
                .create("drill")
                .onProgress(console::progress)
                .await();
        Baseline after = Baseline.capture(source, options -> options.withoutLocks());
        console.line("Restore it beside the server, and verify the copy");
        Drill drill = arguments.keep() ? dr.drill().keepCopy() : dr.drill();
        return drill.to(RecoveryTarget.snapshot(snapshot.id()))
                .before(Duration.ZERO, Duration.ZERO, Duration.ZERO)
                .verify(Verification.of(checks -> checks.check(Checks.amcheck())
                        .check(new BracketedContent(before, after))
                        .progress(message -> console.progress(CheckProgress.read(message)))))
                .background(report -> background(report, status))
                .onProgress(console::progress)
                .run();
    }

    private void background(Report.Builder report, DatabaseStatus status) {
        report.tier(arguments.tier())
                .version("PostgreSQL", status.engineVersion())
                .version("Java", Runtime.version().toString())
                .warning(
                        "Nobody had to be woken for this rehearsal: detection, declaration and approval count as zero.");
        status.warnings().forEach(report::warning);
    }
}
