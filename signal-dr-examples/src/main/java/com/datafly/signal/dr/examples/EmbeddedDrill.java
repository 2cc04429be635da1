package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.drill.Drill;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.selfmanaged.WalArchiving;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.verify.Canary;
import com.datafly.signal.dr.verify.CanaryWriter;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.Verification;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * The whole story on a PostgreSQL of the demo's own: filled, backed up while it is written to, ruined by a mistake and
 * a crash, recovered to the instant before the mistake, verified and measured.
 */
final class EmbeddedDrill {

    private static final Duration CANARY_INTERVAL = Duration.ofMillis(100);
    private static final Duration ARCHIVE_LIMIT = Duration.ofSeconds(30);
    private static final long UNNOTICED_NANOS = 1_000_000_000;
    private static final int COMMITS_AFTER_BACKUP = 500;

    private final DemoArguments arguments;
    private final Console console;

    EmbeddedDrill(DemoArguments arguments, Console console) {
        this.arguments = arguments;
        this.console = console;
    }

    Report run() throws SQLException {
        PostgresInstallation installation = PostgresInstallation.embedded();
        try (WorkDirectory work = WorkDirectory.create(arguments.keep());
                Secret password = Secret.of(UUID.randomUUID().toString())) {
            console.line("Start PostgreSQL " + installation.version() + ", fill Datafly's tables");
            PostgresServer server = PostgresServer.create(
                    installation,
                    work.resolve("source"),
                    settings -> settings.setting("wal_level", "replica")
                            .dataChecksums(true)
                            .superuserPassword(password)
                            .listenOnLoopback());
            try {
                server.start();
                return drill(server, password, work);
            } finally {
                server.kill();
                if (arguments.keep()) {
                    console.line("Kept in " + work.path() + "; the copy's server goes on running below restores");
                }
            }
        }
    }

    private Report drill(PostgresServer server, Secret password, WorkDirectory work) throws SQLException {
        try (SignalDr dr = SignalDr.builder()
                .database(
                        "postgres:127.0.0.1:" + server.port() + "/postgres",
                        options -> options.secret("password", password)
                                .option("repository", "file:" + work.resolve("repository"))
                                .option("restores", work.resolve("restores").toString())
                                .option("spool", work.resolve("spool").toString())
                                .option("archive-interval", "PT1S"))
                .tier(arguments.tier())
                .build()) {
            DataSource source = dr.database().sql().orElseThrow();
            long rows = DataflyTables.create(source);
            console.line(String.format(Locale.ROOT, "  %,d rows in %s", rows, String.join(", ", DataflyTables.NAMES)));
            try (CanaryWriter canary = Canary.startWriter(source, settings -> settings.interval(CANARY_INTERVAL));
                    Workload workload = Workload.start(source)) {
                Snapshot snapshot = protect(dr.database(), workload);
                return ruinAndRecover(dr, server, canary, workload, snapshot, rows);
            }
        }
    }

    private Snapshot protect(Database database, Workload workload) {
        console.line("Archive the write-ahead log, and take a base backup while a workload writes");
        database.unwrap(WalArchiving.class).orElseThrow().start();
        Snapshot snapshot = database.snapshots()
                .create("nightly")
                .onProgress(console::progress)
                .await();
        console.line(String.format(
                Locale.ROOT,
                "  backup of %,d bytes, consistent at %s",
                snapshot.sizeBytes().orElse(0),
                snapshot.lsn().orElseThrow()));
        long enough = workload.commits() + COMMITS_AFTER_BACKUP;
        while (workload.commits() < enough) {
            LockSupport.parkNanos(CANARY_INTERVAL.toNanos());
        }
        return snapshot;
    }

    private Report ruinAndRecover(
            SignalDr dr, PostgresServer server, CanaryWriter canary, Workload workload, Snapshot snapshot, long rows)
            throws SQLException {
        DataSource source = dr.database().sql().orElseThrow();
        Disaster disaster = Disaster.strike(source, workload);
        console.line("Somebody deletes all " + disaster.deleted() + " pipelines by mistake; nobody notices yet");
        long until = disaster.nanos() + UNNOTICED_NANOS;
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
        WalArchiving archiving = dr.database().unwrap(WalArchiving.class).orElseThrow();
        archiving.awaitArchived(walEnd(source), ARCHIVE_LIMIT);
        Instant crash = canary.databaseClock()
                .map(clock -> clock.toDatabase(Instant.now()))
                .orElseThrow();
        server.kill();
        console.line("The server is killed (SIGKILL)");
        Disaster.awaitNoticed(source);
        long noticed = System.nanoTime();
        dr.database().retention().freeze("drill: the database is gone");
        long declared = System.nanoTime();
        console.line("Noticed and declared; recover to " + disaster.lastGood() + ", the instant before the mistake");
        Drill drill = arguments.keep() ? dr.drill().keepCopy() : dr.drill();
        return drill.to(RecoveryTarget.at(disaster.lastGood()))
                .disruption(crash)
                .before(
                        Duration.ofNanos(noticed - disaster.nanos()),
                        Duration.ofNanos(declared - noticed),
                        Duration.ofNanos(System.nanoTime() - declared))
                .canary(canary)
                .verify(checks(disaster))
                .background(report -> background(report, server, workload, snapshot, disaster, rows))
                .onProgress(console::progress)
                .run();
    }

    private Verification checks(Disaster disaster) {
        return Verification.of(checks -> checks.check(Checks.amcheck())
                .check(Checks.matches(disaster.baseline()))
                .check(Checks.sql("the pipelines are back", "SELECT count(*) FROM pipelines", disaster.deleted()))
                .check(Checks.sql(
                        "every pipeline has its source",
                        "SELECT count(*) FROM pipelines p LEFT JOIN sources s ON s.id = p.source_id WHERE s.id IS NULL",
                        0))
                .progress(message -> console.progress(CheckProgress.read(message))));
    }

    private void background(
            Report.Builder report,
            PostgresServer server,
            Workload workload,
            Snapshot snapshot,
            Disaster disaster,
            long rows) {
        report.tier(arguments.tier())
                .version("PostgreSQL", server.installation().version())
                .version("Java", Runtime.version().toString())
                .fact("Before", "rows", rows)
                .fact("Before", "transactions of the workload", workload.commits())
                .fact(
                        "Before",
                        "snapshot",
                        snapshot.name() + ", consistent at " + snapshot.lsn().orElse(Lsn.ZERO))
                .fact("Before", "baseline", disaster.baseline())
                .fact("Disaster", "mistake", disaster.deleted() + " pipelines deleted")
                .fact("Disaster", "last good instant", disaster.lastGood())
                .fact("Disaster", "crash", "SIGKILL of the server and all its processes");
    }

    private static Lsn walEnd(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet end = statement.executeQuery("SELECT pg_current_wal_flush_lsn()")) {
            end.next();
            return Lsn.parse(end.getString(1));
        }
    }
}
