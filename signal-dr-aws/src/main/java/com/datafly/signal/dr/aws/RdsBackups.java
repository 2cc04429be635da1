package com.datafly.signal.dr.aws;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.operation.OperationKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What RDS does with the backups of one instance beyond the portable API: their replication to another region, their
 * export to S3, and what is retained of them.
 *
 * <p>{@code database.unwrap(RdsBackups.class)} gives it for an instance. Each call is made once: it is neither retried
 * nor journaled. Applications call this interface and do not implement it.
 *
 * @since 0.1
 */
public interface RdsBackups {

    /**
     * Starts to replicate the automated backups to another region, from where the instance can be recovered to any
     * instant that they reach. Repeating the call while they are replicated changes nothing, neither retention nor key.
     *
     * @param region the region to replicate to
     * @param retentionDays for how many days the replicated backups are kept, 1 to 35
     * @param kmsKeyId the key of that region that encrypts them; needed if the instance is encrypted
     * @throws DrException with {@code INVALID_ARGUMENT} for the region, the days or the key,
     *     {@code FAILED_PRECONDITION} if there are no automated backups to replicate
     */
    void startReplication(String region, int retentionDays, Optional<String> kmsKeyId);

    /** Looks at the backups that were replicated to a region; empty if there are none <em>yet</em>. */
    Optional<RdsAutomatedBackup> replication(String region);

    /**
     * Ends the replication to a region. What was replicated is kept there until its retention period is over. Repeating
     * the call is harmless.
     */
    void stopReplication(String region);

    /**
     * Lists the automated backups in this region that have the instance's name: its own, those that it left behind when
     * it was deleted, and those replicated from elsewhere. Any of them is recovered by its address.
     */
    List<RdsAutomatedBackup> automated();

    /**
     * Starts to export a snapshot to S3 as Parquet files, which can be queried and not restored. Repeating the call
     * with the same key adopts the first one's.
     *
     * @throws DrException with {@code CONFLICT} and effect {@code NONE} if that key exported another snapshot
     */
    RdsExport startExport(OperationKey key, String snapshotId, Consumer<RdsExportRequest.Builder> target);

    /** Looks at the export that was started under {@code key}; empty if there is none <em>yet</em>. */
    Optional<RdsExport> export(OperationKey key);

    /**
     * Starts to cancel an export. What it has written to S3 stays there.
     *
     * @throws DrException with {@code NOT_FOUND} if there is none, {@code FAILED_PRECONDITION} if it has ended
     */
    void cancelExport(OperationKey key);
}
