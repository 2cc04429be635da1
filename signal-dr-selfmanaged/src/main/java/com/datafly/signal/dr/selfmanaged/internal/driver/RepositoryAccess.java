package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.protocol.ReplicationConnection;
import com.datafly.signal.dr.selfmanaged.internal.recovery.CopyMark;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.store.ObjectStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way to the repository: to read it, the server need not live; to make it, the server has to say who it is. */
final class RepositoryAccess {

    private final DriverOptions options;
    private final PostgresEndpoint endpoint;
    private @Nullable ObjectStore store;

    RepositoryAccess(DriverOptions options, PostgresEndpoint endpoint) {
        this.options = options;
        this.endpoint = endpoint;
    }

    /** Opens the repository, if it was made already. */
    Optional<Repository> find(String operation) {
        try {
            return Optional.of(Repository.openExisting(store(operation)));
        } catch (DrException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Opens the repository that has to be there. */
    Repository require(String operation) {
        return find(operation)
                .orElseThrow(() -> DrException.create(
                        ErrorCode.FAILED_PRECONDITION,
                        operation,
                        "there is no backup yet in " + options.repository(operation),
                        failure -> failure.hint("Make a snapshot first.")));
    }

    /** Opens the repository of the running server, and makes it at first use. */
    Repository openOrCreate(String operation) {
        ObjectStore opened = store(operation);
        try (ReplicationConnection session = ReplicationConnection.open(endpoint, "signal-dr")) {
            String copy = CopyMark.of(endpoint).orElse("");
            return Repository.open(opened, session.identify().systemIdentifier(), copy);
        }
    }

    private synchronized ObjectStore store(String operation) {
        ObjectStore opened = store;
        if (opened == null) {
            opened = options.context().store(options.repository(operation));
            store = opened;
        }
        return opened;
    }
}
