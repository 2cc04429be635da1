package com.datafly.signal.dr.selfmanaged.internal.audit;

import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.backup.BaseBackup;
import com.datafly.signal.dr.selfmanaged.internal.backup.BaseBackupRequest;
import com.datafly.signal.dr.selfmanaged.internal.protocol.ReplicationConnection;
import com.datafly.signal.dr.selfmanaged.internal.protocol.SystemIdentity;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.wal.ReceiverOptions;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalReceiver;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;

/** Repositories of a real server: two backups, with complete segments and a tail of WAL behind them. */
final class SampleRepository {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private SampleRepository() {}

    /** Makes a repository below a directory. */
    static ObjectStore make(PostgresInstallation installation, Path directory) throws SQLException {
        ObjectStore store = FileSystemObjectStore.open(directory.resolve("repository"));
        try (TestServer server = TestServer.start(
                installation, directory.resolve("source"), builder -> builder.walSegmentSizeMegabytes(1))) {
            PostgresEndpoint endpoint = server.server().endpoint("postgres");
            Repository repository = Repository.open(store, identity(endpoint).systemIdentifier());
            ReceiverOptions options = ReceiverOptions.create("sample", directory.resolve("spool"), more -> {});
            try (WalReceiver receiver = WalReceiver.start(endpoint, repository, options)) {
                receiver.awaitStreaming(LIMIT);
                server.execute("CREATE TABLE t AS SELECT i, md5(i::text) AS m FROM generate_series(1, 20000) i");
                for (String id : Stream.of("first", "second").toList()) {
                    BackupManifest made = BaseBackup.run(
                            endpoint, repository, BaseBackupRequest.create(id, OperationKey.random(), more -> {}));
                    receiver.backupTaken(made.startLsn());
                    server.execute("INSERT INTO t SELECT i, md5(i::text) FROM generate_series(1, 5000) i");
                    server.execute("SELECT pg_switch_wal()");
                }
                server.execute("INSERT INTO t SELECT i, md5(i::text) FROM generate_series(1, 100) i");
                receiver.awaitArchived(identity(endpoint).position(), LIMIT);
            }
        }
        return store;
    }

    private static SystemIdentity identity(PostgresEndpoint endpoint) {
        try (ReplicationConnection session = ReplicationConnection.open(endpoint, "sample")) {
            return session.identify();
        }
    }
}
