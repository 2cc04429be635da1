package com.datafly.signal.dr.selfmanaged.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.server.PostgresMajors;
import com.datafly.signal.dr.selfmanaged.server.Waiting;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A receiver whose server is promoted, replaced or doubled. */
class WalReceiverTimelineIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String FILL = "select pg_logical_emit_message(true, 'fill', repeat('x', 1500000))";

    @TempDir
    Path directory;

    private ObjectStore store;

    @BeforeEach
    void openStore() {
        store = FileSystemObjectStore.open(directory.resolve("store"));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @ParameterizedTest
    @PostgresMajors
    void aStandbyIsFollowedThroughItsPromotion(int version) throws SQLException, IOException {
        try (WalSource primary = source(version)) {
            primary.sql("create table t(id int)");
            ColdBase base = ColdBase.take(primary, directory.resolve("copy"));
            try (WalSource standby = base.standby(version, directory.resolve("standby"), primary);
                    WalReceiver receiver = receiver(standby, "spool")) {
                receiver.awaitStreaming(SOON);
                primary.sql("insert into t values (1)", FILL, "insert into t values (2)");
                receiver.awaitArchived(primary.flushed(), SOON);
                standby.sql("select pg_promote()", "insert into t values (3)", FILL, "insert into t values (4)");
                Waiting.until(SOON, () -> receiver.status().timeline() == 2);
                receiver.awaitArchived(standby.flushed(), SOON);

                assertRecovers(version, base, 2, "4");
                assertThat(archive().gaps()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @PostgresMajors({15, 18})
    void whatTheNewPrimaryNeverHadIsLeftBehindAndTheWayLeadsOn(int version) throws SQLException, IOException {
        try (WalSource primary = source(version)) {
            primary.sql("create table t(id int)");
            ColdBase base = ColdBase.take(primary, directory.resolve("copy"));
            ColdBase orphan;
            try (WalSource standby = base.standby(version, directory.resolve("standby"), primary)) {
                try (WalReceiver receiver = receiver(primary, "spool")) {
                    receiver.awaitStreaming(SOON);
                    primary.sql("insert into t values (1)", FILL);
                    Lsn shared = primary.flushed();
                    Waiting.until(
                            SOON,
                            () -> Boolean.parseBoolean(
                                    standby.sql("select pg_last_wal_replay_lsn() >= '" + shared + "'")
                                            .replace("t", "true")));
                    standby.server().stop();
                    primary.sql("insert into t values (-1)", FILL, FILL, "insert into t values (-2)");
                    orphan = ColdBase.take(primary, directory.resolve("orphan"));
                    receiver.awaitArchived(primary.flushed(), SOON);
                }
                primary.server().kill();
                restartAsNewTimeline(standby);
                try (WalReceiver receiver = receiver(standby, "spool")) {
                    receiver.awaitStreaming(SOON);
                    standby.sql("insert into t values (2)", FILL, "insert into t values (3)");
                    receiver.awaitArchived(standby.flushed(), SOON);
                    assertThat(receiver.status().timeline()).isEqualTo(2);
                    restartAsNewTimeline(standby);
                    Waiting.until(SOON, () -> receiver.status().timeline() == 3);
                    standby.sql("insert into t values (4)");
                    receiver.awaitArchived(standby.flushed(), SOON);
                }
                store.delete(WalKeys.history(2), Precondition.none());
                assertRecovers(version, base, 3, "4");
                assertThat(prove(orphan, RecoveryTarget.latest()).timeline()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"15 same spool", "18 same spool", "18 other spool"})
    void aTwinOnTheSameTimelineIsAConflict(String how) throws SQLException, IOException {
        int version = Integer.parseInt(how.substring(0, 2));
        try (WalSource original = source(version)) {
            original.sql("create table t(id int)");
            try (WalReceiver receiver = receiver(original, "spool")) {
                receiver.awaitStreaming(SOON);
                original.sql("insert into t values (1)");
                receiver.awaitArchived(original.flushed(), SOON);
            }
            original.server().stop();
            try (WalSource twin = ColdBase.twin(version, original, directory.resolve("twin"))) {
                original.server().start();
                try (WalReceiver receiver = receiver(original, "spool")) {
                    receiver.awaitStreaming(SOON);
                    original.sql("insert into t values (2)");
                    receiver.awaitArchived(original.flushed(), SOON);
                }
                twin.sql("insert into t select generate_series(1, 30000)");
                try (WalReceiver receiver = receiver(twin, how.endsWith("same spool") ? "spool" : "other")) {
                    Waiting.until(SOON, () -> receiver.status().state() == ReceiverState.FAILED);
                    assertConflict(receiver);
                    assertThat(receiver.status().acknowledged()).isEqualTo(Lsn.ZERO);
                }
            }
        }
    }

    @ParameterizedTest
    @PostgresMajors({15, 18})
    void anOldPrimaryThatComesBackIsAConflict(int version) throws SQLException, IOException {
        try (WalSource old = source(version)) {
            old.sql("create table t(id int)");
            old.server().stop();
            try (WalSource promoted = ColdBase.twin(version, old, directory.resolve("twin"))) {
                promoted.server().stop();
                restartAsNewTimeline(promoted);
                try (WalReceiver receiver = receiver(promoted, "spool")) {
                    receiver.awaitStreaming(SOON);
                    promoted.sql("insert into t values (1)");
                    receiver.awaitArchived(promoted.flushed(), SOON);
                }
            }
            old.server().start();
            try (WalReceiver receiver = receiver(old, "other")) {
                Waiting.until(SOON, () -> receiver.status().state() == ReceiverState.FAILED);
                assertConflict(receiver);
            }
        }
    }

    @ParameterizedTest
    @PostgresMajors(18)
    void aSegmentOfOtherContentNeverReplacesOne(int version) throws IOException {
        try (WalSource original = source(version)) {
            original.sql("create table t(id int)");
            WalIdentity identity = original.identity();
            original.server().stop();
            try (WalSource twin = ColdBase.twin(version, original, directory.resolve("twin"))) {
                original.server().start();
                original.sql("insert into t values (1)", FILL);
                twin.sql("insert into t values (2), (3)", FILL);
                SegmentName name = SegmentName.containing(1, original.flushed().plus(-(1 << 20)), 1 << 20);
                WalArchive archive =
                        WalArchive.of(Repository.open(store, identity.systemIdentifier()), identity.segmentSize());
                VerifiedWal first = VerifiedWal.complete(name, identity, file(original, name));
                VerifiedWal second = VerifiedWal.complete(name, identity, file(twin, name));

                archive.put(first);
                archive.put(first);

                assertThatExceptionOfType(DrException.class)
                        .isThrownBy(() -> archive.put(second))
                        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
                assertThat(archive.read(name)).isEqualTo(file(original, name));
            }
        }
    }

    private static byte[] file(WalSource source, SegmentName name) throws IOException {
        return Files.readAllBytes(
                source.server().dataDirectory().resolve("pg_wal").resolve(name.fileName()));
    }

    private static void assertConflict(WalReceiver receiver) {
        assertThat(Optional.ofNullable(receiver.status().failure()).map(DrException::code))
                .contains(ErrorCode.CONFLICT);
    }

    /** Ends the server's recovery on a new timeline, as a failover does. */
    private static void restartAsNewTimeline(WalSource source) throws IOException {
        if (source.server().isRunning()) {
            source.server().stop();
        }
        Files.deleteIfExists(source.server().dataDirectory().resolve("standby.signal"));
        Files.createFile(source.server().dataDirectory().resolve("recovery.signal"));
        source.server().set("restore_command", "false");
        source.server().set("hot_standby", "off");
        source.server().start();
        source.server().awaitPromoted(SOON);
    }

    private void assertRecovers(int version, ColdBase base, int timeline, String rows) throws IOException {
        ProvenWal proven = prove(base, RecoveryTarget.latest());
        assertThat(proven.timeline()).isEqualTo(timeline);
        Path data = Files.createTempDirectory(directory, "recovered").resolve("data");
        try (WalSource recovered = base.recover(version, data, directory.resolve("staging"), proven)) {
            assertThat(recovered.sql("select count(*) from t where id > 0")).isEqualTo(rows);
            assertThat(recovered.sql("select count(*) from t where id < 0")).isEqualTo("0");
            byte[] file = Files.readAllBytes(recovered
                    .server()
                    .dataDirectory()
                    .resolve("pg_wal")
                    .resolve(TimelineHistory.fileName(timeline + 1)));
            assertThat(TimelineHistory.parse(timeline + 1, file).switchPoint(timeline))
                    .contains(proven.expectedEnd());
        }
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

    private WalReceiver receiver(WalSource source, String spool) {
        return WalReceiver.start(
                source.endpoint(),
                Repository.open(store, source.identity().systemIdentifier()),
                ReceiverOptions.create("dr", directory.resolve(spool), options -> {}));
    }

    private WalSource source(int version) {
        return WalSource.create(
                version,
                directory,
                builder -> builder.walSegmentSizeMegabytes(1)
                        .setting("fsync", "off")
                        .setting("wal_keep_size", "100MB"));
    }
}
