package com.datafly.signal.dr.selfmanaged.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.wal.ReceiverOptions;
import com.datafly.signal.dr.selfmanaged.internal.wal.ReceiverState;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalArchive;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalReceiver;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.server.SmallDisk;
import com.datafly.signal.dr.selfmanaged.server.Waiting;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Disks that are really full: under the repository, under a copy, and under a receiver's spool. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ParameterizedClass
@ArgumentsSource(PostgresVersions.class)
class FullDiskIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Parameter
    PostgresInstallation installation;

    @TempDir
    static Path shared;

    private static RecoverySource source;

    @TempDir
    Path directory;

    @BeforeParameterizedClassInvocation
    static void live(PostgresInstallation installation) throws SQLException, IOException {
        Path home = Files.createDirectory(shared.resolve("v" + installation.majorVersion()));
        source = RecoverySource.start(installation, home, builder -> builder.walSegmentSizeMegabytes(1));
        source.backup("only");
        source.commit(1);
        source.archive();
    }

    @AfterParameterizedClassInvocation
    static void close() {
        source.close();
    }

    @Test
    void aRepositoryOnAFullDiskGetsNoBackupAndKeepsNoneOfItsBytes() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 2);
                ObjectStore store = FileSystemObjectStore.open(disk.root().resolve("store"))) {
            Repository repository = Repository.open(store, source.repository().systemIdentifier());

            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> RecoverySource.backup(source.server().server(), repository, "too-big"))
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.QUOTA);
                        assertThat(e.effect()).isEqualTo(Effect.NONE);
                        assertThat(e.hint()).isPresent();
                    });
            assertThat(repository.list().backups()).isEmpty();
            assertThat(store.list("backups/", "", 10)).isEmpty();
        }
    }

    @Test
    void aCopyWhoseDiskFillsUpMeanwhileIsRemoved() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 160)) {
            Path place = Files.createDirectory(disk.root().resolve("place"));
            AtomicBoolean filled = new AtomicBoolean();
            RecoveryListener filling = new RecoveryListener() {
                @Override
                public void progressed(RecoveryPhase phase, long done, long total) {
                    if (phase == RecoveryPhase.RESTORE_FILES && filled.compareAndSet(false, true)) {
                        fill(disk);
                    }
                }
            };
            RecoveryRequest request = RecoveryRequest.create(
                    "orders",
                    RecoveryTarget.latest(),
                    place.resolve("copy"),
                    installation,
                    more -> more.setting("fsync", "off"));

            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> Recovery.from(source.repository()).run(request, filling))
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.QUOTA);
                        assertThat(e.effect()).isEqualTo(Effect.NONE);
                        assertThat(e.hint()).isPresent();
                    });
            assertThat(filled).isTrue();
            try (var left = Files.list(place)) {
                assertThat(left.map(path -> path.getFileName().toString()))
                        .allMatch(name -> name.matches("copy\\.[a-z.-]*(json|lock|log|restore)"));
            }
        }
    }

    @Test
    void aReceiverWhoseSpoolIsFullSaysSoAndLosesNothing() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 4);
                ObjectStore store = FileSystemObjectStore.open(directory.resolve("store"))) {
            Repository repository = Repository.open(store, source.repository().systemIdentifier());
            ReceiverOptions options = ReceiverOptions.create("full", disk.root().resolve("spool"), more -> {});
            try (WalReceiver receiver =
                    WalReceiver.start(source.server().server().endpoint("postgres"), repository, options)) {
                receiver.awaitStreaming(SOON);
                Path filler = disk.fill();
                Lsn full = source.position();
                for (int i = 0; i < 6; i++) {
                    source.server().execute("select pg_logical_emit_message(true, 'fill', repeat('x', 1000000))");
                }
                Waiting.until(SOON, () -> receiver.status().failure() != null);
                assertThat(Lsn.parse(source.server()
                                .query("select restart_lsn from pg_replication_slots where slot_name = 'full'")))
                        .isLessThan(source.position());
                Files.delete(filler);

                receiver.awaitArchived(source.flushed(), SOON);
                assertThat(receiver.status().state()).isEqualTo(ReceiverState.STREAMING);
                assertThat(receiver.status().acknowledged()).isGreaterThan(full);
                assertThat(WalArchive.of(repository, 1 << 20).gaps()).isEmpty();
            }
        }
    }

    private static void fill(SmallDisk disk) {
        try {
            assertThat(disk.fill()).isNotEmptyFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
