package com.datafly.signal.dr.selfmanaged.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.wal.DurableSteps.Step;
import com.datafly.signal.dr.selfmanaged.server.PostgresMajors;
import com.datafly.signal.dr.selfmanaged.server.Waiting;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** A receiver that is killed or stalled: whatever the server believes to be safe is in the spool or the repository. */
class WalReceiverCrashIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    /** Commits one row after the other, each waiting for the receiver, until it is told to stop. */
    private static final class Writer implements Runnable {
        private final PostgresEndpoint endpoint;
        private volatile int committed;
        private volatile boolean stopped;

        Writer(PostgresEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public void run() {
            try (Connection connection = endpoint.connect();
                    Statement statement = connection.createStatement()) {
                while (!stopped) {
                    int row = committed + 1;
                    statement.execute("insert into t select " + row + ", string_agg(md5(random()::text), '')"
                            + " from generate_series(1, 400)");
                    committed = row;
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @ParameterizedTest
    @PostgresMajors
    void whatWasAcknowledgedSurvivesTheReceiver(int version) throws Exception {
        try (WalSource source = source(version);
                ObjectStore store = FileSystemObjectStore.open(directory.resolve("store"))) {
            WalArchive archive = archive(source, store);
            source.sql("create table t(id int, body text)", "alter table t alter body set storage external");
            try (ReceiverProcess first = receiver(source, "", 0)) {
                ColdBase base = ColdBase.take(source, directory.resolve("copy"));
                first.kill();
                makeSynchronous(source, "dr");
                Writer writer = new Writer(source.endpoint());
                Thread writing = new Thread(writer, "writer");
                writing.start();
                Random random = new Random(version);
                for (Step step : Step.values()) {
                    try (ReceiverProcess dying = receiver(source, step.name(), 1 + random.nextInt(4))) {
                        Waiting.until(SOON, () -> !dying.isAlive());
                        assertAcknowledgedIsProvable(source, archive, base);
                    }
                }
                for (int round = 0; round < 4; round++) {
                    try (ReceiverProcess dying = receiver(source, "", 0)) {
                        int goal = writer.committed + 1 + random.nextInt(150);
                        Waiting.until(SOON, () -> writer.committed >= goal);
                        dying.kill();
                        assertAcknowledgedIsProvable(source, archive, base);
                    }
                }
                int committed = writer.committed;
                writer.stopped = true;
                makeSynchronous(source, "");
                writing.join();
                assertThat(committed).isGreaterThan(50);
                assertThat(recoveredRows(version, archive, base)).isGreaterThanOrEqualTo(committed);
                assertThat(archive.gaps()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @PostgresMajors
    void aReceiverThatWasStalledIsDroppedAndLosesNothing(int version) throws Exception {
        try (WalSource source = source(version);
                ObjectStore store = FileSystemObjectStore.open(directory.resolve("store"))) {
            WalArchive archive = archive(source, store);
            source.sql("create table t(id int, body text)");
            try (ReceiverProcess receiver = receiver(source, "", 0)) {
                ColdBase base = ColdBase.take(source, directory.resolve("copy"));
                receiver.signal("STOP");
                source.sql("insert into t select 1, repeat('x', 100) from generate_series(1, 50000)");
                Waiting.until(
                        SOON,
                        () -> source.sql("select count(*) from pg_stat_replication")
                                .equals("0"));
                receiver.signal("CONT");
                source.sql("insert into t values (2, 'after')");
                Lsn end = source.flushed();

                Waiting.until(
                        SOON, () -> !archive.interval(base.start()).lastLsn().isBefore(end));

                assertThat(prove(archive, base).expectedEnd()).isGreaterThanOrEqualTo(end);
                assertThat(archive.gaps()).isEmpty();
            }
        }
    }

    private void assertAcknowledgedIsProvable(WalSource source, WalArchive archive, ColdBase base) throws IOException {
        Lsn acknowledged = Lsn.parse(source.sql("select restart_lsn from pg_replication_slots where slot_name = 'dr'"));
        rescueSpool(source);
        assertThat(prove(archive, base).expectedEnd()).isGreaterThanOrEqualTo(acknowledged);
    }

    /** The server may be gone for good: a receiver that never reaches it archives what the dead one left. */
    private void rescueSpool(WalSource source) {
        PostgresEndpoint nowhere = PostgresEndpoint.onSocket(directory, 1, "postgres", "postgres");
        try (ObjectStore store = FileSystemObjectStore.open(directory.resolve("store"))) {
            Repository repository = Repository.open(store, source.identity().systemIdentifier());
            WalReceiver.start(nowhere, repository, ReceiverProcess.options(directory.resolve("spool")))
                    .close();
        }
    }

    private int recoveredRows(int version, WalArchive archive, ColdBase base) throws IOException {
        Path staging = Files.createTempDirectory(directory, "staging");
        ProvenWal proven = WalProof.prove(archive, base.start(), RecoveryTarget.latest(), staging);
        try (WalSource recovered = base.recover(version, directory.resolve("data"), staging, proven)) {
            assertThat(recovered.sql("select count(*) = max(id) from t")).isEqualTo("t");
            return Integer.parseInt(recovered.sql("select count(*) from t"));
        }
    }

    private ProvenWal prove(WalArchive archive, ColdBase base) throws IOException {
        Path staging = Files.createTempDirectory(directory, "staging");
        ProvenWal proven = WalProof.prove(archive, base.start(), RecoveryTarget.latest(), staging);
        for (String file : proven.files()) {
            Files.delete(staging.resolve(file));
        }
        return proven;
    }

    private ReceiverProcess receiver(WalSource source, String step, int occurrence) throws IOException {
        return ReceiverProcess.start(source, directory.resolve("spool"), directory.resolve("store"), step, occurrence);
    }

    private static void makeSynchronous(WalSource source, String name) {
        source.server().set("synchronous_standby_names", name);
        source.server().reload();
    }

    private static WalArchive archive(WalSource source, ObjectStore store) {
        return WalArchive.of(Repository.open(store, source.identity().systemIdentifier()), 1 << 20);
    }

    private WalSource source(int version) {
        return WalSource.create(
                version,
                directory,
                builder -> builder.walSegmentSizeMegabytes(1)
                        .setting("fsync", "off")
                        .setting("wal_sender_timeout", "1s"));
    }
}
