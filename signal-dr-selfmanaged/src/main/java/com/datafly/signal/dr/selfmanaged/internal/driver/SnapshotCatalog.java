package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupListing;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalPruning;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backups of a repository as the portable API sees them. */
final class SnapshotCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotCatalog.class);
    private static final String MANIFEST = "/manifest";
    private static final int PAGE = 1000;

    private final Repository repository;
    private final ObjectStore store;
    private final Annotations annotations;

    SnapshotCatalog(Repository repository) {
        this.repository = repository;
        this.store = repository.store();
        this.annotations = new Annotations(store);
    }

    /** Lists the backups. One whose description cannot be read is there too, as one that cannot be restored. */
    List<Snapshot> list() {
        BackupListing listing = repository.list();
        for (DrException damage : listing.damaged()) {
            LOG.error("a backup is damaged", damage);
        }
        List<Snapshot> snapshots = new ArrayList<>();
        listing.backups().forEach(backup -> snapshots.add(snapshot(backup)));
        listing.damagedIds().forEach(id -> damaged(id).ifPresent(snapshots::add));
        return List.copyOf(snapshots);
    }

    Optional<Snapshot> find(String id) {
        BackupListing listing = repository.list();
        if (listing.damagedIds().contains(id)) {
            return damaged(id);
        }
        return listing.backups().stream()
                .filter(backup -> backup.id().equals(id))
                .findFirst()
                .map(this::snapshot);
    }

    /**
     * Removes a backup at once, damaged or not, with the WAL that only it could use, annotations last. Goes on where an
     * interrupted removal stopped.
     *
     * @throws DrException with {@code NOT_FOUND} if nothing of it is left
     */
    void delete(String id) {
        if (store.list(folder(id), "", 1).isEmpty()
                && store.find(Annotations.ofBackup(id)).isEmpty()) {
            throw absent("delete snapshot " + id);
        }
        remove(id);
        WalPruning.prune(repository);
    }

    /** Removes what there is of a backup. */
    void remove(String id) {
        repository.deleteBackup(id);
        annotations.delete(Annotations.ofBackup(id));
    }

    /** Tells whether there is no manifest, and nothing was written since. */
    boolean isAbandoned(String id, Instant since) {
        boolean any = false;
        String after = "";
        List<ObjectInfo> page;
        do {
            page = store.list(folder(id), after, PAGE);
            for (ObjectInfo object : page) {
                after = object.key();
                any = true;
                if (object.key().endsWith(MANIFEST) || !object.modified().isBefore(since)) {
                    return false;
                }
            }
        } while (page.size() == PAGE);
        return any;
    }

    /** Tells whether parts of a backup are there that is not: it is being made, or its maker or remover died. */
    boolean isUnfinished(String id) {
        return !store.list(folder(id), "", 1).isEmpty()
                && store.find(manifest(id)).isEmpty();
    }

    void annotate(String id, Map<String, String> set, Set<String> remove) {
        String operation = "annotate snapshot " + id;
        if (find(id).isEmpty()) {
            throw absent(operation);
        }
        annotations.change(Annotations.ofBackup(id), set, remove);
    }

    private DrException absent(String operation) {
        return DrException.create(
                ErrorCode.NOT_FOUND,
                operation,
                "there is no such backup in " + store.address(),
                failure -> failure.hint("List the snapshots to see their ids."));
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

    /** All that is known of a damaged backup is its id and when it was written; empty if it is gone by now. */
    private Optional<Snapshot> damaged(String id) {
        return store.find(manifest(id))
                .map(object -> Snapshot.create(
                        id,
                        id,
                        SnapshotState.FAILED,
                        object.modified(),
                        snapshot -> snapshot.annotations(annotations.read(Annotations.ofBackup(id)))));
    }

    private static String manifest(String id) {
        return "backups/" + id + MANIFEST;
    }

    private static String folder(String id) {
        return "backups/" + id + "/";
    }
}
