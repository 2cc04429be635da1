package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.selfmanaged.AuditResult;
import com.datafly.signal.dr.selfmanaged.BackupRepository;
import com.datafly.signal.dr.selfmanaged.internal.audit.AuditReport;
import com.datafly.signal.dr.selfmanaged.internal.audit.RepositoryAudit;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.repository.SealedObject;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The repository of one opened database. */
final class OpenedRepository implements BackupRepository {

    private static final Duration YOUNGEST = Duration.ofHours(1);
    private static final String CLOCK = "clock";

    private final DriverOptions options;
    private final RepositoryAccess access;

    OpenedRepository(DriverOptions options, RepositoryAccess access) {
        this.options = options;
        this.access = access;
    }

    @Override
    public String address() {
        return options.repository("name the repository of " + options.address());
    }

    @Override
    public AuditResult audit() {
        return new Result(RepositoryAudit.run(access.require("audit the repository of " + options.address())));
    }

    @Override
    public List<String> removeUnfinished(Duration olderThan) {
        String operation = "remove unfinished backups of " + options.address();
        if (olderThan.compareTo(YOUNGEST) < 0) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    operation,
                    "olderThan is " + olderThan + ", but a backup that is being made must not be taken for a dead one",
                    failure -> failure.hint("Give at least " + YOUNGEST + "; a day is safe."));
        }
        Repository repository = access.require(operation);
        List<String> unfinished = repository.unfinished();
        if (unfinished.isEmpty()) {
            return List.of();
        }
        SnapshotCatalog catalog = new SnapshotCatalog(repository);
        Instant limit = now(repository.store()).minus(olderThan);
        List<String> removed = new ArrayList<>();
        for (String id : unfinished) {
            if (!Tasks.isRunning(new OperationKey(id)) && catalog.isAbandoned(id, limit)) {
                catalog.remove(id);
                removed.add(id);
            }
        }
        return List.copyOf(removed);
    }

    /**
     * Ages are measured by the clock that dated the objects, which is not ours: so an object is written and looked at.
     */
    private static Instant now(ObjectStore store) {
        String key = CLOCK + "/" + UUID.randomUUID();
        byte[] sealed = SealedObject.seal(CLOCK, Map.of(), new byte[0]);
        try {
            return store.write(key, sealed, Precondition.absent()).modified();
        } finally {
            store.delete(key, Precondition.none());
        }
    }

    /**
     * An audit's report, for applications.
     *
     * @param report the audit's own words
     */
    private record Result(AuditReport report) implements AuditResult {
        @Override
        public boolean sound() {
            return report.sound();
        }

        @Override
        public List<String> defects() {
            return report.defects();
        }

        @Override
        public List<String> unclaimed() {
            return report.unclaimed();
        }

        @Override
        public long objects() {
            return report.objects();
        }

        @Override
        public long bytes() {
            return report.bytes();
        }

        @Override
        public String toString() {
            return (sound() ? "sound" : defects().size() + " defects") + " in " + objects() + " objects, " + bytes()
                    + " bytes";
        }
    }
}
