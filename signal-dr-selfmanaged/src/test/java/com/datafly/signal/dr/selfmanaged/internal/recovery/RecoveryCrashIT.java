package com.datafly.signal.dr.selfmanaged.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RestoreRecord.Status;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that is killed while it restores, and the next one that finds what it left. */
@ParameterizedClass
@ArgumentsSource(PostgresVersions.class)
class RecoveryCrashIT {

    private static final OperationKey KEY = new OperationKey("op-crash");

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
        source = RecoverySource.start(installation, home, builder -> {});
        source.backup("only");
        source.commit(1);
        source.archive();
    }

    @AfterParameterizedClassInvocation
    static void close() {
        source.close();
    }

    @AfterEach
    void remove() {
        new CopyPlace(data()).remove();
    }

    @ParameterizedTest
    @EnumSource(names = {"PROVE_WAL", "RESTORE_FILES", "START", "REPLAY", "PROVE_TARGET"})
    void theNextProcessTellsWhatWasLeftAndBeginsAnew(RecoveryPhase phase) throws IOException, InterruptedException {
        kill(phase);

        assertThat(RestoreLock.isHeld(data())).isFalse();
        assertThat(RestoreRecord.read(data())).hasValueSatisfying(record -> {
            assertThat(record.key()).isEqualTo(KEY);
            assertThat(record.status()).isEqualTo(Status.STARTED);
            assertThat(record.phase()).isEqualTo(phase);
        });
        Recovery recovery = Recovery.from(source.repository());
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> recovery.run(
                        request(new OperationKey("op-other"), data(), installation), RecoveryListener.none()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));

        PostgresServer server = recovery.run(request(KEY, data(), installation), RecoveryListener.none())
                .server();

        assertThat(RecoveryIT.query(server, "select count(*) from rows")).isEqualTo("1");
        assertThat(RestoreRecord.read(data())).map(RestoreRecord::status).hasValue(Status.FINISHED);
    }

    private void kill(RecoveryPhase phase) throws IOException, InterruptedException {
        Process restoring = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Restorer.class.getName(),
                        source.repositoryDirectory().toString(),
                        data().toString(),
                        installation.binDirectory().toString(),
                        phase.name())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(restoring.getInputStream().read()).isEqualTo('!');
            assertThat(RestoreLock.isHeld(data())).isTrue();
        } finally {
            restoring.destroyForcibly();
        }
        assertThat(restoring.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private Path data() {
        return directory.resolve("copy");
    }

    private static RecoveryRequest request(OperationKey key, Path data, PostgresInstallation installation) {
        return RecoveryRequest.create(
                "orders",
                RecoveryTarget.latest(),
                data,
                installation,
                builder -> builder.key(key).setting("fsync", "off").setting("shared_buffers", "16MB"));
    }

    /** A process that restores up to a phase, says so, and stays there until it is killed. */
    static final class Restorer implements RecoveryListener {

        private final RecoveryPhase last;

        private Restorer(RecoveryPhase last) {
            this.last = last;
        }

        public static void main(String[] arguments) {
            List<String> given = List.of(arguments);
            try (ObjectStore store = FileSystemObjectStore.open(Path.of(given.get(0)))) {
                PostgresInstallation installation = PostgresInstallation.at(Path.of(given.get(2)));
                Recovery.from(Repository.openExisting(store))
                        .run(
                                request(KEY, Path.of(given.get(1)), installation),
                                new Restorer(RecoveryPhase.valueOf(given.get(3))));
            }
        }

        @Override
        public void phaseStarted(RecoveryPhase phase) {
            // In the middle of the files, not before them.
            if (phase == last && phase != RecoveryPhase.RESTORE_FILES) {
                stay();
            }
        }

        @Override
        public void progressed(RecoveryPhase phase, long done, long total) {
            if (phase == last && done > total / 2) {
                stay();
            }
        }

        private static void stay() {
            System.out.write('!');
            System.out.flush();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
