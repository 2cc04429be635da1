package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.operation.ProgressListener;
import com.datafly.signal.dr.selfmanaged.internal.recovery.CopyPlace;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RecoveredServer;
import com.datafly.signal.dr.selfmanaged.internal.recovery.Recovery;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RecoveryListener;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RecoveryPhase;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RecoveryRequest;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RestoreLock;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RestoreRecord;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RestoreRecord.Status;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupListing;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.server.Failures;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.spi.RestoreRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes copies from a repository, each in a directory of its name below one directory. */
final class Restores {

    /** A setting of the profile that is ours: where the copy listens besides its private socket. */
    private static final String LISTEN = "listen";

    private final DriverOptions options;

    Restores(DriverOptions options) {
        this.options = options;
    }

    /** Refuses a name that other work, or somebody else, has taken. */
    void requireFree(RestoreRequest request, String operation) {
        Optional<RestoreRecord> taken = RestoreRecord.read(directory(request.name()));
        if (taken.isEmpty() ? isOccupied(request.name()) : isForeign(taken.get(), request.key())) {
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    operation,
                    "the name '" + request.name() + "' is taken in " + options.restores(),
                    failure -> failure.hint("Choose another name, or remove that database first.")
                            .key(request.key()));
        }
    }

    private static boolean isForeign(RestoreRecord record, OperationKey key) {
        return record.status() != Status.FAILED && !record.key().equals(key);
    }

    private boolean isOccupied(String name) {
        return Files.exists(directory(name));
    }

    /**
     * Describes the recovery, so that everything that is wrong with the request shows before anything is started.
     *
     * @param database the database that the copy is opened with
     */
    RecoveryRequest describe(Repository repository, RestoreRequest request, String database) {
        BackupFacts newest = newest(repository, request.target());
        PostgresInstallation installation = options.installation(newest.majorVersion());
        String superuser = newest.labels().getOrDefault(Backups.SUPERUSER, "postgres");
        makeDefaultDirectory("restore " + request.name());
        return RecoveryRequest.create(
                request.name(), request.target(), directory(request.name()), installation, more -> {
                    more.key(request.key()).superuser(superuser);
                    more.fact(RestoreFacts.PROGRAMS, installation.binDirectory().toString());
                    more.fact(RestoreFacts.SUPERUSER, superuser);
                    more.fact(RestoreFacts.DATABASE, database);
                    more.fact(RestoreFacts.SOURCE, options.address().toString());
                    request.profile().tags().forEach((name, value) -> more.fact(RestoreFacts.tag(name), value));
                    configure(more, request);
                });
    }

    /** Makes a copy in this thread and returns its name. */
    static String run(Repository repository, RecoveryRequest request, ProgressListener progress) {
        RecoveredServer recovered = Recovery.from(repository).run(request, listener(progress));
        RestoreFacts.write(recovered, request);
        return request.name();
    }

    private static void configure(RecoveryRequest.Builder recovery, RestoreRequest request) {
        request.profile().settings().forEach((name, value) -> {
            if (!name.equals(LISTEN)) {
                recovery.setting(name, value);
            } else if (value.equals("loopback")) {
                recovery.listenOnLoopback();
            } else if (!value.equals("socket")) {
                throw DrException.create(
                        ErrorCode.INVALID_ARGUMENT,
                        "restore " + request.name(),
                        "setting listen is '" + value + "'",
                        failure -> failure.hint("Use loopback, or socket (the default)."));
            }
        });
    }

    /** All backups of a repository are of one server, and so of one major version. */
    private static BackupFacts newest(Repository repository, RecoveryTarget target) {
        BackupListing listing = repository.list();
        if (target instanceof RecoveryTarget.AtSnapshot at
                && listing.damagedIds().contains(at.snapshotId())) {
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED,
                    "restore " + target,
                    "the description of that backup is damaged",
                    failure -> failure.hint("Restore another snapshot; audit the repository to see what is damaged."));
        }
        return listing.backups().stream()
                .filter(backup -> !(target instanceof RecoveryTarget.AtSnapshot at)
                        || backup.id().equals(at.snapshotId()))
                .max(Comparator.comparing(BackupFacts::finishedAt))
                .orElseThrow(() -> DrException.create(
                        target instanceof RecoveryTarget.AtSnapshot
                                ? ErrorCode.NOT_FOUND
                                : ErrorCode.FAILED_PRECONDITION,
                        "restore " + target,
                        "there is no such backup in " + repository.store().address(),
                        failure -> failure.hint("List the snapshots, or make one.")));
    }

    private static RecoveryListener listener(ProgressListener progress) {
        return new RecoveryListener() {
            @Override
            public void phaseStarted(RecoveryPhase phase) {
                progress.progressed(Progress.of(RestoreFacts.words(phase), 0, "bytes"));
            }

            @Override
            public void progressed(RecoveryPhase phase, long done, long total) {
                progress.progressed(Progress.of(RestoreFacts.words(phase), done, total, "bytes"));
            }
        };
    }

    /**
     * Looks for a restore of that key, whoever did it. One whose process died is nobody's work any more: starting it
     * again takes its place.
     */
    Optional<OperationStatus> find(OperationKey key) {
        return records().stream()
                .filter(record -> record.key().equals(key))
                .findFirst()
                .flatMap(Restores::status);
    }

    private static Optional<OperationStatus> status(RestoreRecord record) {
        return switch (record.status()) {
            case FINISHED -> Optional.of(OperationStatus.succeeded(record.name()));
            case FAILED -> Optional.of(OperationStatus.failed(failure(record)));
            case STARTED ->
                RestoreLock.isHeld(record.dataDirectory())
                        ? Optional.of(
                                OperationStatus.running(Progress.of(RestoreFacts.words(record.phase()), 0, "bytes")))
                        : Optional.empty();
        };
    }

    private static DrException failure(RestoreRecord record) {
        Map<String, String> facts = record.facts();
        return DrException.create(
                named(ErrorCode.values(), facts.get("failureCode"), ErrorCode.UNKNOWN),
                "restore " + record.name(),
                facts.getOrDefault("failure", "it failed in phase " + record.phase()),
                failure -> {
                    failure.key(record.key());
                    failure.effect(named(Effect.values(), facts.get("failureEffect"), Effect.UNKNOWN));
                    failure.hint(facts.getOrDefault("failureHint", "Start it again once the cause is mended."));
                });
    }

    /** Another version of this library may know other names. */
    private static <E extends Enum<E>> E named(E[] values, @Nullable String name, E otherwise) {
        return Stream.of(values)
                .filter(value -> value.name().equals(name))
                .findFirst()
                .orElse(otherwise);
    }

    /** Tells whether a restore that runs on this machine reads the backup. */
    boolean isReading(String backupId) {
        return records().stream()
                .anyMatch(record -> record.status() == Status.STARTED
                        && backupId.equals(record.facts().get("backup"))
                        && RestoreLock.isHeld(record.dataDirectory()));
    }

    /** Finds a finished copy. */
    Optional<RestoreRecord> finished(String name) {
        return RestoreRecord.read(directory(name)).filter(record -> record.status() == Status.FINISHED);
    }

    /** Finds what restore took a name, however far it came. */
    Optional<RestoreRecord> named(String name) {
        return RestoreRecord.read(directory(name));
    }

    /** Kills a copy's server and removes all of the copy. */
    void discard(String name) {
        if (RestoreRecord.read(directory(name)).isEmpty() && isOccupied(name)) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    "discard " + name,
                    "what is in " + directory(name) + " was not made by a restore",
                    failure -> failure.hint("Remove it by hand, if nobody needs it."));
        }
        if (RestoreRecord.read(directory(name)).isEmpty()) {
            throw DrException.create(
                    ErrorCode.NOT_FOUND,
                    "discard " + name,
                    "no restore made a database of that name in " + options.restores(),
                    failure -> failure.hint("Only what this library restored can be discarded."));
        }
        new CopyPlace(directory(name)).remove();
    }

    /**
     * Makes the default directory of copies, for the account that runs this alone. One that was chosen may have to be
     * passed through by the account of the copy's server, so it is made as the process makes any.
     */
    private void makeDefaultDirectory(String operation) {
        if (options.hasRestores()) {
            return;
        }
        Path home = options.restores();
        Failures.attempt(
                operation,
                () -> Files.createDirectories(
                        home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
    }

    Path directory(String name) {
        return options.restores().resolve(name);
    }

    private List<RestoreRecord> records() {
        return RestoreRecord.list(options.restores());
    }
}
