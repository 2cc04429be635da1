package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.operation.ProgressListener;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.backup.BaseBackup;
import com.datafly.signal.dr.selfmanaged.internal.backup.BaseBackupRequest;
import com.datafly.signal.dr.selfmanaged.internal.protocol.PostgresErrors;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.HandScript;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.spi.SnapshotRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** Makes base backups. A backup's id is the key of its operation, so that one key never makes two. */
final class Backups {

    /** The label that names the role as which a copy is looked at: the source's first superuser. */
    static final String SUPERUSER = "superuser";

    private static final String BYTES = "bytes";
    private static final String RUNNING = """
            SELECT p.backup_streamed, coalesce(p.backup_total, 0)
            FROM pg_stat_progress_basebackup p JOIN pg_stat_activity a USING (pid) WHERE a.application_name = ?
            """;

    private final PostgresEndpoint endpoint;
    private final RepositoryAccess access;
    private final ReceiverArchiving archiving;

    Backups(PostgresEndpoint endpoint, RepositoryAccess access, ReceiverArchiving archiving) {
        this.endpoint = endpoint;
        this.access = access;
        this.archiving = archiving;
    }

    void start(SnapshotRequest request) {
        String operation = "snapshot " + endpoint;
        if (find(request.key()).isPresent()) {
            return;
        }
        Repository repository = access.openOrCreate(operation);
        Tasks.start(request.key(), operation, progress -> run(repository, request, progress));
    }

    /** Makes a backup in this thread and returns its id. */
    String run(Repository repository, SnapshotRequest request, ProgressListener progress) {
        String id = request.key().value();
        HandScript.store(repository.store());
        Map<String, String> labels = Map.of(SUPERUSER, superuser());
        BackupManifest manifest = BaseBackup.run(
                endpoint,
                repository,
                BaseBackupRequest.create(
                        id,
                        request.key(),
                        backup -> backup.label(request.name())
                                .labels(labels)
                                .progress((done, total) -> progress.progressed(
                                        Progress.of("base backup", done, Math.max(done, total), BYTES)))));
        archiving.backupTaken(manifest.startLsn());
        return id;
    }

    /** Looks for a finished backup in the repository, and for one that another process makes on the server. */
    Optional<OperationStatus> find(OperationKey key) {
        Optional<Snapshot> finished = access.find("find snapshot " + key)
                .flatMap(repository -> new SnapshotCatalog(repository).find(key.value()));
        return finished.map(Backups::status).or(() -> elsewhere(key));
    }

    /** Tells whether this process, or another one on the server, makes the backup at this moment. */
    boolean isBeingMade(String id) {
        OperationKey key = new OperationKey(id);
        return Tasks.isRunning(key) || elsewhere(key).isPresent();
    }

    private static OperationStatus status(Snapshot snapshot) {
        return snapshot.state() == SnapshotState.AVAILABLE
                ? OperationStatus.succeeded(snapshot.id())
                : OperationStatus.failed(DrException.create(
                        ErrorCode.INTEGRITY_FAILED,
                        "find snapshot " + snapshot.id(),
                        "it was made, but its description is damaged",
                        failure -> failure.effect(Effect.APPLIED)
                                .hint("Make another one under a key of its own; audit the repository.")));
    }

    private Optional<OperationStatus> elsewhere(OperationKey key) {
        try (Connection connection = endpoint.connect();
                PreparedStatement statement = connection.prepareStatement(RUNNING)) {
            statement.setString(1, BaseBackup.applicationName(key.value()));
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(OperationStatus.running(Progress.of(
                                "base backup", row.getLong(1), Math.max(row.getLong(1), row.getLong(2)), BYTES)))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw PostgresErrors.onRead("find snapshot " + key, e);
        } catch (DrException e) {
            // A server that is gone makes no backup.
            if (e.code() == ErrorCode.UNAVAILABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private String superuser() {
        try (Connection connection = endpoint.connect();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT rolname FROM pg_roles WHERE oid = 10");
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getString(1) : "postgres";
        } catch (SQLException e) {
            throw PostgresErrors.onRead("snapshot " + endpoint, e);
        }
    }
}
