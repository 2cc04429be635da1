package com.datafly.signal.dr.selfmanaged.testing;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.TargetProfile;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.selfmanaged.PostgresProvider;
import com.datafly.signal.dr.selfmanaged.WalArchiving;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.RestoreRequest;
import com.datafly.signal.dr.spi.SnapshotRequest;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.tck.DataPlane.Reach;
import com.datafly.signal.dr.tck.DriverOptions;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The past of one database: its base backups and its log, which outlive it. They are on the heap, for nobody shall wait
 * for the disk.
 *
 * <p>The first backup is of the database's beginning and no snapshot, so that removing snapshots takes nothing away
 * from what can be recovered. Thread-safe.
 */
final class Archive {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration CATCHING_UP = Duration.ofSeconds(60);
    private static final long LOOK_NANOS = 5_000_000;

    private final PostgresServer server;
    private final Place place;
    private final ObjectStore repository;
    private final DatabaseDriver driver;
    private final WalArchiving log;

    private Archive(PostgresServer server, Place place, ObjectStore repository) {
        this.server = server;
        this.place = place;
        this.repository = repository;
        this.driver = open(server, place, repository, place.databases());
        this.log = driver.unwrap(WalArchiving.class).orElseThrow();
    }

    /** Describes the archive of a server, which need not run yet. */
    static Archive of(PostgresServer server, Place place) {
        return new Archive(server, place, InMemoryObjectStore.create(place.name()));
    }

    private static DatabaseDriver open(PostgresServer server, Place place, ObjectStore repository, Path copies) {
        String location = server.socketDirectory() + ":" + server.port() + "/postgres";
        Map<String, String> options = Map.of(
                "user", server.superuser(),
                "repository", repository.address(),
                "spool", place.spool().toString(),
                "restores", copies.toString(),
                "postgres", server.installation().binDirectory().toString(),
                "archive-interval", "PT0.05S");
        return new PostgresProvider()
                .open(
                        new ResourceAddress("postgres", location),
                        DriverOptions.of(options).with(repository));
    }

    /** Begins to archive the running server, from now on. */
    void begin() {
        resume();
        backup();
    }

    /** Goes on to archive the running server. */
    void resume() {
        log.start();
    }

    /** Stops archiving; the server keeps what comes after. */
    void pause() {
        log.stop();
    }

    /** Keeps the present state and returns its id. PostgreSQL is asked for one backup at a time. */
    synchronized String backup() {
        OperationKey key = OperationKey.random();
        driver.startSnapshot(SnapshotRequest.of(key, place.name()));
        return await(driver, key);
    }

    void deleteBackup(String id) {
        driver.startDeleteSnapshot(id);
    }

    Optional<Reach> reach() {
        return driver.restorableWindow().map(window -> new Reach(window.earliest(), window.latest()));
    }

    /** Waits until what was committed before {@code instant}, and before now, can be recovered. */
    void catchUp(Instant instant) {
        Instant now = Instant.now();
        Instant wanted = instant.isBefore(now) ? instant : now;
        await(
                "archive the log of " + place.name(),
                CATCHING_UP,
                () -> reach().filter(reach -> !reach.latest().isBefore(wanted)));
    }

    /** Makes a running copy of a past state. */
    void recover(RecoveryTarget target, Place copy) {
        TargetProfile.Builder profile = TargetProfile.builder().setting("listen", "loopback");
        QuickSettings.VALUES.forEach(profile::setting);
        OperationKey key = OperationKey.random();
        try (DatabaseDriver recovering = open(server, place, repository, copy.databases())) {
            recovering.startRestore(RestoreRequest.of(key, copy.name(), target, profile.build()));
            await(recovering, key);
        }
    }

    private static String await(DatabaseDriver driver, OperationKey key) {
        OperationStatus end = await(
                "work " + key,
                PATIENCE,
                () -> driver.findOperation(key).filter(status -> status.state() != OperationState.RUNNING));
        if (end.failure().isPresent()) {
            throw end.failure().get();
        }
        return end.resultId().orElseThrow();
    }

    private static <T> T await(String what, Duration patience, Supplier<Optional<T>> look) {
        long begin = System.nanoTime();
        Optional<T> seen = look.get();
        while (seen.isEmpty()) {
            if (System.nanoTime() - begin > patience.toNanos()) {
                throw new IllegalStateException(what + ": not done after " + patience);
            }
            LockSupport.parkNanos(LOOK_NANOS);
            seen = look.get();
        }
        return seen.get();
    }
}
