package com.datafly.signal.dr.selfmanaged.internal.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RestorableWindow;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalArchive;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backups without WAL behind them: each reaches its own end. */
class BackupWindowTest {

    private static final int SEGMENT_SIZE = 1 << 20;
    private static final Instant EARLY = Instant.parse("2025-01-15T10:30:00Z");
    private static final Instant LATE = EARLY.plusSeconds(600);

    private ObjectStore store;
    private Repository repository;

    @BeforeEach
    void open() {
        store = InMemoryObjectStore.create("repository");
        repository = Repository.open(store, 42);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aBackupBehindTheForkIsNotInTheWindow() {
        add("first", "0/200100", EARLY);
        add("abandoned", "0/600100", LATE);
        fork("0/400000");

        RestorableWindow window = BackupWindow.of(repository).orElseThrow();

        assertThat(window.latestLsn()).contains(Lsn.parse("0/200100"));
        assertThat(window.contains(LATE)).isFalse();
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> require(RecoveryTarget.at(Lsn.parse("0/600100"))))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
        assertThatCode(() -> require(RecoveryTarget.at(Lsn.parse("0/200100")))).doesNotThrowAnyException();
        assertThatCode(() -> require(RecoveryTarget.snapshot("abandoned"))).doesNotThrowAnyException();
    }

    @Test
    void anAbandonedBackupIsBetterThanNone() {
        add("abandoned", "0/600100", LATE);
        fork("0/400000");

        assertThat(BackupWindow.of(repository).flatMap(RestorableWindow::latestLsn))
                .contains(Lsn.parse("0/600100"));
        assertThatCode(() -> require(RecoveryTarget.at(Lsn.parse("0/600100")))).doesNotThrowAnyException();
    }

    @Test
    void withoutABackupThereIsNoWindow() {
        assertThat(BackupWindow.of(repository)).isEmpty();
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> require(RecoveryTarget.at(EARLY)))
                .withMessageContaining("there is no backup");
    }

    private void require(RecoveryTarget target) {
        BackupWindow.requireReachable(repository, target, "restore");
    }

    private void fork(String lsn) {
        WalArchive.of(repository, SEGMENT_SIZE).putHistory(2, ("1\t" + lsn + "\tfailover\n").getBytes(UTF_8));
    }

    private void add(String id, String stop, Instant startedAt) {
        Lsn end = Lsn.parse(stop);
        BackupFacts facts = BackupFacts.create(
                id,
                known -> known.label(id)
                        .operationKey(new OperationKey(id))
                        .server(42, 180_006, SEGMENT_SIZE)
                        .wal(1, end.plus(-0xC0), end)
                        .time(startedAt, startedAt.plusSeconds(5))
                        .size(0, 0, 0));
        repository.add(BackupManifest.create(facts, content -> {}));
    }
}
