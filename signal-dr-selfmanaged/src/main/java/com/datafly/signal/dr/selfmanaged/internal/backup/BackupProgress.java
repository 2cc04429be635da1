package com.datafly.signal.dr.selfmanaged.internal.backup;

/** Hears how far a backup is. What it throws disturbs nothing. */
@FunctionalInterface
public interface BackupProgress {

    /**
     * Called at most a few times a second, by the thread that runs the backup.
     *
     * @param done bytes of files received
     * @param estimatedTotal the server's estimate at the beginning; {@code done} may exceed it
     */
    void progress(long done, long estimatedTotal);
}
