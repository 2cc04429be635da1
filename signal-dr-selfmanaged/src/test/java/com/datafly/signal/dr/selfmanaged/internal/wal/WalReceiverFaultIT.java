package com.datafly.signal.dr.selfmanaged.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.wal.DurableSteps.Step;
import com.datafly.signal.dr.selfmanaged.server.PostgresMajors;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.selfmanaged.server.Waiting;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A receiver whose server, slot or repository misbehaves. */
class WalReceiverFaultIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String FILL = "select pg_logical_emit_message(true, 'fill', repeat('x', 3000000))";

    @TempDir
    Path directory;

    private SwitchableStore store;

    @BeforeEach
    void openStore() {
        store = new SwitchableStore(FileSystemObjectStore.open(directory.resolve("store")));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @ParameterizedTest
    @PostgresMajors
    void aSecondReceiverOnTheSlotWaitsAndSaysSo(int version) {
        try (WalSource source = source(version, builder -> {});
                WalReceiver first = receiver(source, "spool", options -> {})) {
            first.awaitStreaming(SOON);
            try (WalReceiver second = receiver(source, "other-spool", options -> {})) {
                Waiting.until(SOON, () -> second.status().state() == ReceiverState.CONFLICT);
                assertThatExceptionOfType(DrException.class)
                        .isThrownBy(() -> second.awaitStreaming(Duration.ofMillis(50)))
                        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
                assertThat(first.status().state()).isEqualTo(ReceiverState.STREAMING);
            }
        }
    }

    @Test
    void aSecondReceiverOnTheSpoolIsRefused() {
        try (WalSource source = source(18, builder -> {});
                WalReceiver first = receiver(source, "spool", options -> {})) {
            assertThat(first.status().state()).isNotEqualTo(ReceiverState.FAILED);
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> receiver(source, "spool", options -> {}))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        }
    }

    @ParameterizedTest
    @PostgresMajors
    void aSlotThatIsGoneLosesNothingWhileTheServerStillHasTheLog(int version) throws SQLException, IOException {
        try (WalSource source = source(version, builder -> builder.setting("wal_keep_size", "1GB"))) {
            ColdBase base = baseAndReceiver(source);
            dropSlot(source);
            source.sql(FILL, FILL, "checkpoint");
            try (WalReceiver receiver = receiver(source, "spool", options -> {})) {
                receiver.awaitStreaming(SOON);
                Lsn end = source.flushed();
                receiver.awaitArchived(end, SOON);

                assertThat(receiver.status().state()).isEqualTo(ReceiverState.STREAMING);
                assertThat(prove(base, RecoveryTarget.latest()).expectedEnd()).isGreaterThanOrEqualTo(end);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"15 dropped", "18 dropped", "18 invalidated", "15 invalidated", "18 recreated ahead"})
    void lostWalIsARecordedGapAndReceivingGoesOnBehindIt(String how) throws SQLException, IOException {
        int version = Integer.parseInt(how.substring(0, 2));
        try (WalSource source = source(
                version,
                builder -> builder.setting("max_wal_size", "2MB")
                        .setting("min_wal_size", "2MB")
                        .setting("max_slot_wal_keep_size", how.endsWith("invalidated") ? "1MB" : "-1"))) {
            ColdBase base = baseAndReceiver(source);
            Lsn before = prove(base, RecoveryTarget.latest()).expectedEnd();
            if (!how.endsWith("invalidated")) {
                dropSlot(source);
            }
            source.sql(FILL, "checkpoint", FILL, "checkpoint", FILL, "checkpoint");
            if (how.endsWith("ahead")) {
                source.sql("select pg_create_physical_replication_slot('dr', true)");
            }
            try (WalReceiver receiver = receiver(source, "spool", options -> {})) {
                receiver.awaitStreaming(SOON);
                source.sql("insert into t values (2)");
                receiver.awaitArchived(source.flushed(), SOON);

                assertThat(receiver.status().state()).isEqualTo(ReceiverState.GAP);
                assertThat(archive().gaps())
                        .hasSize(1)
                        .first()
                        .isEqualTo(receiver.status().gap());
                assertThat(archive().gaps().get(0).from()).isGreaterThanOrEqualTo(before);
                assertThat(archive().interval(base.start()).firstGap()).isPresent();
                assertThat(archive().interval(base.start()).lastLsn()).isEqualTo(before);
                assertThatExceptionOfType(DrException.class)
                        .isThrownBy(() -> prove(base, RecoveryTarget.latest()))
                        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED));

                ColdBase behind = ColdBase.take(source, directory.resolve("behind"));
                receiver.backupTaken(behind.start().startLsn());
                receiver.awaitArchived(source.flushed(), SOON);
                assertThat(receiver.status().state()).isEqualTo(ReceiverState.STREAMING);
                assertThat(prove(behind, RecoveryTarget.latest()).expectedEnd())
                        .isGreaterThanOrEqualTo(behind.start().stopLsn());
            }
        }
    }

    @ParameterizedTest
    @PostgresMajors
    void damagedWalIsNeitherAcknowledgedNorArchived(int version) throws SQLException, IOException {
        try (WalSource source = source(version, builder -> builder.setting("wal_keep_size", "1GB"))) {
            ColdBase base = baseAndReceiver(source);
            Lsn held = prove(base, RecoveryTarget.latest()).expectedEnd();
            source.sql(FILL, FILL);
            SegmentName victim = SegmentName.containing(1, held, 1 << 20).next().next();
            Path file = source.server().dataDirectory().resolve("pg_wal").resolve(victim.fileName());
            flip(file);
            try (WalReceiver receiver = receiver(source, "spool", options -> {})) {
                Waiting.until(SOON, () -> isIntegrityFailure(receiver.status().failure()));
                assertThat(receiver.status().acknowledged()).isLessThan(victim.end());
                assertThat(WalInventory.stored(store, victim).isComplete()).isFalse();
                flip(file);
                Lsn end = source.flushed();
                receiver.awaitArchived(end, SOON);
                assertThat(prove(base, RecoveryTarget.latest()).expectedEnd()).isGreaterThanOrEqualTo(end);
            }
        }
    }

    @ParameterizedTest
    @PostgresMajors
    void aSynchronousCommitWaitsForTheDiskWhateverIsSaidMeanwhile(int version) throws Exception {
        Duration patience = Duration.ofSeconds(6);
        Semaphore disk = new Semaphore(0);
        CountDownLatch reached = new CountDownLatch(1);
        AtomicBoolean hold = new AtomicBoolean();
        DurableSteps steps = step -> {
            if (step == Step.WRITTEN && hold.get()) {
                reached.countDown();
                disk.acquireUninterruptibly();
            }
        };
        try (WalSource source =
                        source(version, builder -> builder.setting("wal_sender_timeout", patience.toMillis() + "ms"));
                WalReceiver receiver = WalReceiver.start(
                        source.endpoint(),
                        repository(source),
                        options("spool", options -> options.statusInterval(Duration.ofMillis(50))),
                        steps)) {
            receiver.awaitStreaming(SOON);
            source.sql("create table t(id int)");
            source.server().set("synchronous_standby_names", "dr");
            source.server().reload();
            Waiting.until(
                    SOON,
                    () -> source.sql("select sync_state from pg_stat_replication")
                            .equals("sync"));
            source.sql("insert into t values (1)");

            hold.set(true);
            CompletableFuture<String> commit =
                    CompletableFuture.supplyAsync(() -> source.sql("insert into t values (2)"));
            reached.await();
            // Longer than wal_sender_timeout: the statuses in between keep the stream alive, and say nothing new.
            Elapsed longer = new Elapsed(patience.plusSeconds(1));
            while (!longer.isOver()) {
                Lsn end = source.flushed();
                Lsn flushed = Lsn.parse(source.sql("select flush_lsn from pg_stat_replication"));
                assertThat(flushed).isLessThan(end);
                assertThat(commit).isNotDone();
                Waiting.until(SOON, new Elapsed(Duration.ofMillis(50))::isOver);
            }
            hold.set(false);
            disk.release(1_000);
            assertThat(commit).succeedsWithin(SOON);
            assertThat(receiver.status().state()).isEqualTo(ReceiverState.STREAMING);
            source.server().set("synchronous_standby_names", "");
            source.server().reload();
        }
    }

    @Test
    void aRepositoryThatIsDownHoldsUpNothingUntilTheSpoolIsFull() throws SQLException, IOException {
        try (WalSource source = source(
                        18,
                        builder -> builder.setting("max_wal_size", "2MB")
                                .setting("min_wal_size", "2MB")
                                .setting("wal_sender_timeout", "1s"));
                WalReceiver receiver = receiver(
                        source,
                        "spool",
                        options -> options.spoolLimit(4 << 20)
                                .retentionLimit(3 << 20)
                                .tailInterval(Duration.ofMillis(200)))) {
            receiver.awaitStreaming(SOON);
            source.sql("create table t(id int)");
            ColdBase base = ColdBase.take(source, directory.resolve("copy"));
            store.down(true);
            source.sql("insert into t values (1)");
            Lsn commit = source.flushed();
            Waiting.until(SOON, () -> !receiver.status().acknowledged().isBefore(commit));
            source.sql(FILL, FILL, FILL, FILL, "checkpoint");
            Waiting.until(SOON, () -> receiver.status().retentionAlarm());
            Waiting.until(SOON, () -> receiver.status().failure() != null);
            assertThat(receiver.status().received()).isLessThan(source.flushed());
            store.down(false);

            receiver.awaitArchived(source.flushed(), SOON);
            source.sql("insert into t values (2)");
            Lsn end = source.flushed();
            receiver.awaitArchived(end, SOON);

            receiver.awaitStreaming(SOON);
            Waiting.until(SOON, () -> !receiver.status().retentionAlarm());
            assertThat(archive().gaps()).isEmpty();
            assertThat(prove(base, RecoveryTarget.latest()).expectedEnd()).isGreaterThanOrEqualTo(end);
        }
    }

    @ParameterizedTest
    @PostgresMajors
    void aKilledServerComesBackAndNothingIsLost(int version) throws SQLException, IOException {
        try (WalSource source = source(version, builder -> {});
                WalReceiver receiver = receiver(source, "spool", options -> {})) {
            receiver.awaitStreaming(SOON);
            source.sql("create table t(id int)");
            ColdBase base = ColdBase.take(source, directory.resolve("copy"));
            for (int round = 0; round < 3; round++) {
                source.sql("insert into t select generate_series(1, 5000)");
                source.server().kill();
                Waiting.until(SOON, () -> receiver.status().state() == ReceiverState.DISCONNECTED);
                source.server().start();
                receiver.awaitStreaming(SOON);
            }
            source.sql("insert into t values (0)");
            receiver.awaitArchived(source.flushed(), SOON);

            ProvenWal proven = prove(base, RecoveryTarget.latest());
            try (WalSource recovered =
                    base.recover(version, directory.resolve("data"), directory.resolve("staging"), proven)) {
                assertThat(recovered.sql("select count(*) from t")).isEqualTo("15001");
            }
        }
    }

    private ColdBase baseAndReceiver(WalSource source) throws SQLException, IOException {
        try (WalReceiver receiver = receiver(source, "spool", options -> {})) {
            receiver.awaitStreaming(SOON);
            source.sql("create table t(id int)");
            ColdBase base = ColdBase.take(source, directory.resolve("copy"));
            source.sql("insert into t values (1)");
            receiver.awaitArchived(source.flushed(), SOON);
            return base;
        }
    }

    /** The receiver before it is closed, but its session on the server may still hold the slot. */
    private static void dropSlot(WalSource source) {
        Waiting.until(
                SOON,
                () -> source.sql("select count(*) from pg_replication_slots where active")
                        .equals("0"));
        source.sql("select pg_drop_replication_slot('dr')");
    }

    private static void flip(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(500_000);
            int old = bytes.read();
            bytes.seek(500_000);
            bytes.write(old ^ 1);
        }
    }

    private static boolean isIntegrityFailure(@Nullable DrException failure) {
        return failure != null && failure.code() == ErrorCode.INTEGRITY_FAILED;
    }

    private ProvenWal prove(ColdBase base, RecoveryTarget target) throws IOException {
        Path staging = directory.resolve("staging");
        if (Files.exists(staging)) {
            try (var files = Files.list(staging)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
        return WalProof.prove(archive(), base.start(), target, staging);
    }

    private WalArchive archive() {
        return WalArchive.of(Repository.openExisting(store), 1 << 20);
    }

    private Repository repository(WalSource source) {
        return Repository.open(store, source.identity().systemIdentifier());
    }

    private WalReceiver receiver(WalSource source, String spool, Consumer<ReceiverOptions.Builder> more) {
        return WalReceiver.start(source.endpoint(), repository(source), options(spool, more));
    }

    private ReceiverOptions options(String spool, Consumer<ReceiverOptions.Builder> more) {
        return ReceiverOptions.create("dr", directory.resolve(spool), more);
    }

    private WalSource source(int version, Consumer<PostgresServer.Builder> more) {
        return WalSource.create(
                version,
                directory,
                more.andThen(builder -> builder.walSegmentSizeMegabytes(1).setting("fsync", "off")));
    }

    /** Whether a time has passed. */
    private static final class Elapsed {
        private final long until;

        Elapsed(Duration duration) {
            this.until = System.nanoTime() + duration.toNanos();
        }

        boolean isOver() {
            return System.nanoTime() > until;
        }
    }
}
