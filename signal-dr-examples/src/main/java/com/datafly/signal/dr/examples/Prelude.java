package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.selfmanaged.WalArchiving;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.verify.Canary;
import com.datafly.signal.dr.verify.CanaryWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** What comes before a recovery: a database with data, a backup of it, a mistake, a crash, and somebody who notices. */
final class Prelude {

    private static final Duration CANARY_INTERVAL = Duration.ofMillis(100);
    private static final Duration ARCHIVE_LIMIT = Duration.ofSeconds(30);
    private static final long UNNOTICED_NANOS = 1_000_000_000;
    private static final int COMMITS_AFTER_BACKUP = 500;

    private final SignalDr dr;
    private final PostgresServer server;
    private final Console console;
    private final DataSource source;

    Prelude(SignalDr dr, PostgresServer server, Console console) {
        this.dr = dr;
        this.server = server;
        this.console = console;
        this.source = dr.database().sql().orElseThrow();
    }

    /** Fills, protects and ruins the database, and returns what is known once that is declared a disaster. */
    Aftermath play(DemoArguments arguments, Path journal) throws SQLException {
        long rows = DataflyTables.create(source);
        console.line(String.format(Locale.ROOT, "  %,d rows in %s", rows, String.join(", ", DataflyTables.NAMES)));
        try (CanaryWriter canary = Canary.startWriter(source, settings -> settings.interval(CANARY_INTERVAL));
                Workload workload = Workload.start(source)) {
            Snapshot snapshot = protect(workload);
            Disaster disaster = strike(workload);
            Instant crashedAt = crash(canary);
            Instant noticedAt = Instant.now();
            console.line(
                    "Noticed and declared; recover to " + disaster.lastGood() + ", the instant before the mistake");
            Map<String, String> notes = Map.of(
                    Aftermath.ADDRESS, dr.database().address().toString(),
                    Aftermath.SYSTEM_IDENTIFIER, disaster.baseline().systemIdentifier(),
                    Aftermath.POSTGRES, server.installation().version(),
                    Aftermath.TIER, arguments.tier().name(),
                    Aftermath.KEEP, Boolean.toString(arguments.keep()),
                    Aftermath.JOURNAL, journal.toString(),
                    Aftermath.ROWS, Long.toString(rows),
                    Aftermath.COMMITS, Long.toString(workload.commits()),
                    Aftermath.SNAPSHOT,
                            snapshot.name() + ", consistent at "
                                    + snapshot.lsn().orElse(Lsn.ZERO));
            return new Aftermath(disaster, crashedAt, noticedAt, Instant.now(), CanaryFacts.of(canary), notes);
        }
    }

    private Snapshot protect(Workload workload) {
        console.line("Archive the write-ahead log, and take a base backup while a workload writes");
        dr.database().unwrap(WalArchiving.class).orElseThrow().start();
        Snapshot snapshot = dr.database()
                .snapshots()
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

    private Disaster strike(Workload workload) throws SQLException {
        Disaster disaster = Disaster.strike(source, workload);
        console.line("Somebody deletes all " + disaster.deleted() + " pipelines by mistake; nobody notices yet");
        long until = System.nanoTime() + UNNOTICED_NANOS;
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
        return disaster;
    }

    /** Kills the server, and returns when, by the database's clock. */
    private Instant crash(CanaryWriter canary) throws SQLException {
        WalArchiving archiving = dr.database().unwrap(WalArchiving.class).orElseThrow();
        archiving.awaitArchived(walEnd(), ARCHIVE_LIMIT);
        Instant crash = canary.databaseClock()
                .map(clock -> clock.toDatabase(Instant.now()))
                .orElseThrow();
        server.kill();
        console.line("The server is killed (SIGKILL)");
        Disaster.awaitNoticed(source);
        return crash;
    }

    private Lsn walEnd() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet end = statement.executeQuery("SELECT pg_current_wal_flush_lsn()")) {
            end.next();
            return Lsn.parse(end.getString(1));
        }
    }
}
