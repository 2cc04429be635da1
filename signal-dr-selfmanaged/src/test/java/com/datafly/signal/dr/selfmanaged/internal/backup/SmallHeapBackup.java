package com.datafly.signal.dr.selfmanaged.internal.backup;

import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.protocol.ReplicationConnection;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import java.nio.file.Path;

/** A program that makes one backup, to be run with a heap that is much smaller than the database. */
final class SmallHeapBackup {

    private SmallHeapBackup() {}

    /** Arguments: the server's socket directory and port, and the repository's directory. */
    public static void main(String[] arguments) {
        PostgresEndpoint endpoint = PostgresEndpoint.onSocket(
                Path.of(arguments[0]), Integer.parseInt(arguments[1]), "postgres", "postgres");
        long system;
        try (ReplicationConnection session = ReplicationConnection.open(endpoint, "small heap")) {
            system = session.identify().systemIdentifier();
        }
        Repository repository = Repository.open(FileSystemObjectStore.open(Path.of(arguments[2])), system);
        BackupManifest made = BaseBackup.run(
                endpoint, repository, BaseBackupRequest.create("small", OperationKey.random(), more -> {}));
        System.out.println(made.totalBytes() + " bytes with a heap of "
                + Runtime.getRuntime().maxMemory());
    }
}
