package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupListing;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalPruning;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backups of a repository as the portable API sees them. */
final class SnapshotCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotCatalog.class);

    private final Repository repository;
    private final Annotations annotations;

    SnapshotCatalog(Repository repository) {
        this.repository = repository;
        this.annotations = new Annotations(repository.store());
    }

    /** Lists the backups whose descriptions can be read; the others are logged, and an audit names them. */
    List<Snapshot> list() {
        BackupListing listing = repository.list();
        for (DrException damage : listing.damaged()) {
            LOG.error("a backup is damaged", damage);
        }
        return listing.backups().stream().map(this::snapshot).toList();
    }

    Optional<Snapshot> find(String id) {
        return facts(id).map(this::snapshot);
    }

    Optional<Snapshot> find(OperationKey key) {
        return repository.list().backups().stream()
                .filter(backup -> backup.operationKey().equals(key))
                .findFirst()
                .map(this::snapshot);
    }

    /** Removes a backup at once, with the WAL that only it could use, annotations last. */
    void delete(String id) {
        require(id, "delete snapshot " + id);
        repository.deleteBackup(id);
        WalPruning.prune(repository);
        annotations.delete(Annotations.ofBackup(id));
    }

    void annotate(String id, Map<String, String> set, Set<String> remove) {
        require(id, "annotate snapshot " + id);
        annotations.change(Annotations.ofBackup(id), set, remove);
    }

    private void require(String id, String operation) {
        if (facts(id).isEmpty()) {
            throw DrException.create(
                    ErrorCode.NOT_FOUND,
                    operation,
                    "there is no such backup in " + repository.store().address(),
                    failure -> failure.hint("List the snapshots to see their ids."));
        }
    }

    private Optional<BackupFacts> facts(String id) {
        return repository.list().backups().stream()
                .filter(backup -> backup.id().equals(id))
                .findFirst();
    }

    private Snapshot snapshot(BackupFacts backup) {
        return Snapshot.create(
                backup.id(),
                backup.label(),
                SnapshotState.AVAILABLE,
                backup.finishedAt(),
                snapshot -> snapshot.key(backup.operationKey())
                        .lsn(backup.stopLsn())
                        .sizeBytes(backup.storedBytes())
                        .annotations(annotations.read(Annotations.ofBackup(backup.id()))));
    }
}
