package com.datafly.signal.dr.selfmanaged.internal.protocol;

import com.datafly.signal.dr.database.Lsn;
import java.util.List;

/**
 * Takes a base backup's stream. Whatever it throws ends the backup and the connection.
 *
 * <p>Nothing of what it is given is a backup until {@link ReplicationConnection#baseBackup} has returned.
 */
public interface BaseBackupSink {

    /** The backup's first WAL position and its tablespaces, the main data directory included, before any archive. */
    void begin(Lsn startLsn, int timeline, List<Tablespace> tablespaces);

    /** The tar archive {@code name} begins; {@code location} is the tablespace's directory, empty for the main one. */
    void archive(String name, String location);

    /** The server's manifest begins. */
    void manifest();

    /** More bytes of the archive, or manifest, that began last. The array belongs to the caller. */
    void data(byte[] bytes, int offset, int length);

    /** The server has sent {@code bytes} of file content so far. */
    void progress(long bytes);

    /**
     * A directory that the server keeps data in.
     *
     * @param oid the tablespace's id; empty for the main data directory
     * @param location the server's path; empty for the main data directory
     * @param estimatedBytes the server's estimate of its size; 0 if none was asked for
     */
    record Tablespace(String oid, String location, long estimatedBytes) {}
}
