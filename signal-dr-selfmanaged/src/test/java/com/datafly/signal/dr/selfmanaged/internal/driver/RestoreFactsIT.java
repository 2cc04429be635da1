package com.datafly.signal.dr.selfmanaged.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.selfmanaged.internal.backup.BaseBackup;
import com.datafly.signal.dr.selfmanaged.internal.backup.BaseBackupRequest;
import com.datafly.signal.dr.selfmanaged.internal.recovery.CopyPlace;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RecoveredServer;
import com.datafly.signal.dr.selfmanaged.internal.recovery.Recovery;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RecoveryListener;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RecoveryRequest;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RestoreRecord;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreFactsIT {

    @TempDir
    private Path directory;

    @Test
    void aCopyWhoseFactsCannotBeWrittenIsThereAllTheSame() throws Exception {
        Path data = directory.resolve("copy");
        try (TestServer source = TestServer.start(PostgresVersions.newest(), directory.resolve("source"));
                ObjectStore store = FileSystemObjectStore.open(directory.resolve("store"))) {
            String system = source.query("SELECT system_identifier FROM pg_control_system()");
            Repository repository = Repository.open(store, Long.parseUnsignedLong(system));
            BaseBackup.run(
                    source.server().endpoint("postgres"),
                    repository,
                    BaseBackupRequest.create("only", OperationKey.random(), more -> {}));
            RecoveryRequest request = RecoveryRequest.create(
                    "copy",
                    RecoveryTarget.snapshot("only"),
                    data,
                    PostgresVersions.newest(),
                    more -> more.setting("fsync", "off"));
            RecoveredServer recovered = Recovery.from(repository).run(request, RecoveryListener.none());
            Path record = RestoreRecord.file(data);
            Files.writeString(record, "{");

            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> RestoreFacts.write(recovered, request))
                    .withMessageContaining("is proven and runs")
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
                        assertThat(e.effect()).isEqualTo(Effect.APPLIED);
                        assertThat(e.key()).contains(request.key());
                        assertThat(e.hint()).isPresent();
                    });
            assertThat(recovered.server().isRunning()).isTrue();
        } finally {
            new CopyPlace(data).remove();
        }
    }
}
