package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.SnapshotCopyDriver;
import com.datafly.signal.dr.spi.SnapshotCopyRequest;
import java.util.Map;
import java.util.Optional;

/** Copies snapshots of a database in memory to {@link InMemoryWorld#ELSEWHERE}. */
final class InMemoryCopyDriver implements SnapshotCopyDriver {

    private final InMemoryDriver driver;
    private final InMemoryWorld world;

    InMemoryCopyDriver(InMemoryDriver driver, InMemoryWorld world) {
        this.driver = driver;
        this.world = world;
    }

    @Override
    public void startCopy(SnapshotCopyRequest request) {
        driver.change("startCopy", Capability.SNAPSHOT_COPY, database -> {
            Map<OperationKey, InMemorySnapshot> there = there(request);
            if (!there.containsKey(request.key())) {
                InMemorySnapshot original = driver.require(database, request.snapshotId());
                there.put(request.key(), original.copy(request, driver.now().plus(world.snapshotDuration())));
            }
        });
    }

    @Override
    public Optional<OperationStatus> findCopy(SnapshotCopyRequest request) {
        driver.requireCapability(Capability.SNAPSHOT_COPY, "findCopy");
        return driver.find(
                "findCopy",
                database ->
                        Optional.ofNullable(there(request).get(request.key())).map(copy -> copy.making(driver.now())));
    }

    @Override
    public Optional<Snapshot> copied(SnapshotCopyRequest request) {
        driver.requireCapability(Capability.SNAPSHOT_COPY, "copied");
        return driver.find(
                "copied",
                database -> Optional.ofNullable(there(request).get(request.key()))
                        .map(copy -> copy.describe(driver.now())));
    }

    private Map<OperationKey, InMemorySnapshot> there(SnapshotCopyRequest request) {
        if (!request.place().equals(InMemoryWorld.ELSEWHERE)) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "copy a snapshot",
                    "place is '" + request.place() + "'",
                    failure -> failure.hint("The other place of this world is '" + InMemoryWorld.ELSEWHERE + "'."));
        }
        return world.elsewhere();
    }
}
