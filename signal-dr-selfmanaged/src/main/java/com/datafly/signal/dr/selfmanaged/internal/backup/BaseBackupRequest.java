package com.datafly.signal.dr.selfmanaged.internal.backup;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.github.luben.zstd.Zstd;
import java.util.Map;
import java.util.function.Consumer;

/** What backup is wanted. Immutable. */
public final class BaseBackupRequest {

    private static final int LONGEST_LABEL = 1000;
    private static final int MOST_WORKERS = 64;
    private static final long LOWEST_RATE = 32 << 10;
    private static final long HIGHEST_RATE = 1 << 30;

    private final String backupId;
    private final OperationKey operationKey;
    private final String label;
    private final int compressionLevel;
    private final int workers;
    private final long maxRate;
    private final boolean spreadCheckpoint;
    private final Map<String, String> labels;
    private final BackupProgress progress;

    private BaseBackupRequest(String backupId, OperationKey operationKey, Builder builder) {
        this.backupId = backupId;
        this.operationKey = requireNonNull(operationKey, "operationKey");
        this.label = builder.label;
        this.compressionLevel = builder.compressionLevel;
        this.workers = builder.workers;
        this.maxRate = builder.maxRate;
        this.spreadCheckpoint = builder.spreadCheckpoint;
        this.labels = builder.labels;
        this.progress = builder.progress;
    }

    /**
     * Describes a backup.
     *
     * @param backupId the new backup's id, see {@link Repository#requireId}
     * @param operationKey the key of the work, kept with the backup
     * @throws DrException with {@code INVALID_ARGUMENT} if a value is out of its range
     */
    public static BaseBackupRequest create(String backupId, OperationKey operationKey, Consumer<Builder> options) {
        Repository.requireId(backupId);
        Builder builder = new Builder(backupId);
        options.accept(builder);
        return new BaseBackupRequest(backupId, operationKey, builder);
    }

    /** Returns the new backup's id. */
    public String backupId() {
        return backupId;
    }

    /** Returns the key of the work. */
    public OperationKey operationKey() {
        return operationKey;
    }

    String label() {
        return label;
    }

    int compressionLevel() {
        return compressionLevel;
    }

    int workers() {
        return workers;
    }

    Map<String, String> labels() {
        return labels;
    }

    BackupProgress progress() {
        return progress;
    }

    /** Returns the options of BASE_BACKUP. */
    String options() {
        return "LABEL '" + label.replace("'", "''") + "', PROGRESS, WAIT true, WAL true, MANIFEST 'yes',"
                + " MANIFEST_CHECKSUMS 'CRC32C', CHECKPOINT '" + (spreadCheckpoint ? "spread" : "fast") + "'"
                + (maxRate == 0 ? "" : ", MAX_RATE " + maxRate / 1024);
    }

    /**
     * Collects what is optional. Not thread-safe. By default:
     *
     * <ul>
     *   <li>the label is {@code signal-dr <backup id>},
     *   <li>Zstandard at level 1 by two threads,
     *   <li>as fast as the server sends, with an immediate checkpoint,
     *   <li>nothing is noted on the backup and nobody hears of progress.
     * </ul>
     */
    public static final class Builder {

        private String label;
        private int compressionLevel = 1;
        private int workers = 2;
        private long maxRate;
        private boolean spreadCheckpoint;
        private Map<String, String> labels = Map.of();
        private BackupProgress progress = (done, total) -> {};

        private Builder(String backupId) {
            this.label = "signal-dr " + backupId;
        }

        /** Sets the label that the server writes into backup_label: one line of at most 1000 characters. */
        public Builder label(String label) {
            if (label.isEmpty()
                    || label.length() > LONGEST_LABEL
                    || label.chars().anyMatch(Character::isISOControl)) {
                throw invalid(
                        "label has " + label.length() + " characters or is not one line", "Use a short line of text.");
            }
            this.label = label;
            return this;
        }

        /** Sets Zstandard's level; a higher one costs much time and saves little space on most data. */
        public Builder compressionLevel(int level) {
            if (level < 1 || level > Zstd.maxCompressionLevel()) {
                throw invalid("compressionLevel is " + level, "Use 1 to " + Zstd.maxCompressionLevel() + ".");
            }
            this.compressionLevel = level;
            return this;
        }

        /** Sets the number of threads that compress. Each costs about 16 MiB of memory. */
        public Builder workers(int workers) {
            if (workers < 1 || workers > MOST_WORKERS) {
                throw invalid("workers is " + workers, "Use 1 to " + MOST_WORKERS + ".");
            }
            this.workers = workers;
            return this;
        }

        /** Limits what the server reads, in bytes per second. */
        public Builder maxRate(long bytesPerSecond) {
            if (bytesPerSecond < LOWEST_RATE || bytesPerSecond > HIGHEST_RATE) {
                throw invalid("maxRate is " + bytesPerSecond + " bytes per second", "Use 32 KiB to 1 GiB per second.");
            }
            this.maxRate = bytesPerSecond;
            return this;
        }

        /** Lets the server take its time for the checkpoint at the beginning, which may be minutes. */
        public Builder spreadCheckpoint() {
            this.spreadCheckpoint = true;
            return this;
        }

        /** Sets what is noted on the backup. */
        public Builder labels(Map<String, String> labels) {
            this.labels = Map.copyOf(labels);
            return this;
        }

        /** Sets who hears of progress. */
        public Builder progress(BackupProgress progress) {
            this.progress = requireNonNull(progress, "progress");
            return this;
        }

        private static DrException invalid(String problem, String hint) {
            return DrException.create(
                    ErrorCode.INVALID_ARGUMENT, "request a backup", problem, failure -> failure.hint(hint));
        }
    }
}
