package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.BackupFile;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupReader;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.server.Directories;
import com.datafly.signal.dr.selfmanaged.internal.wal.LiveTimeline;
import com.datafly.signal.dr.selfmanaged.internal.wal.ProvenWal;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalArchive;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalProof;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalRecord;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalVerifier;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalVisitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the newest backup from which the log to the target can be proven, and stages that log. */
final class LogProof {

    private static final String WAL = "pg_wal/";

    /** The log holds the rows of every table. */
    private static final int PRIVATE = 0700;

    private final Repository repository;
    private final RecoveryRequest request;
    private final StagedLog staged;

    LogProof(Repository repository, RecoveryRequest request, StagedLog staged) {
        this.repository = repository;
        this.request = request;
        this.staged = staged;
    }

    /**
     * A backup, and the log from it to the target.
     *
     * @param manifest the backup's manifest, proven
     * @param log what is staged
     * @param warnings why newer backups are passed over
     */
    record Proven(BackupManifest manifest, ProvenWal log, List<String> warnings) {}

    /**
     * Tries the candidates in their order. One whose manifest is damaged, or that turns out to end behind the target,
     * is passed over; missing or damaged WAL is final, for older backups need it as well. Only where the target is a
     * moment or a position, a backup whose log goes another way is tried after all.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} or {@code FAILED_PRECONDITION}; nothing is left staged
     */
    Proven prove(Candidates candidates) throws IOException {
        List<String> warnings = new ArrayList<>(candidates.warnings());
        DrException last = null;
        List<BackupFacts> backups = candidates.newestFirst();
        for (int i = 0; i < backups.size(); i++) {
            BackupFacts backup = backups.get(i);
            try {
                BackupManifest manifest = manifest(backup);
                ProvenWal log = stage(manifest, backups.subList(i + 1, backups.size()));
                return new Proven(manifest, log, List.copyOf(warnings));
            } catch (PassedOver e) {
                last = e.reason();
                warnings.add("backup " + backup.id() + " was passed over: " + last.getMessage());
            }
        }
        if (last == null) {
            throw new IllegalArgumentException("no candidates");
        }
        throw last;
    }

    private BackupManifest manifest(BackupFacts backup) throws PassedOver {
        try {
            Optional<BackupManifest> manifest = repository.backup(backup.id());
            return manifest.orElseThrow(() ->
                    DrException.of(ErrorCode.NOT_FOUND, request.operation(), "backup " + backup.id() + " is gone"));
        } catch (DrException e) {
            if (e.code() == ErrorCode.INTEGRITY_FAILED || e.code() == ErrorCode.NOT_FOUND) {
                throw new PassedOver(e);
            }
            throw e;
        }
    }

    private ProvenWal stage(BackupManifest manifest, List<BackupFacts> others) throws IOException, PassedOver {
        TablespaceCreations tablespaces = new TablespaceCreations(manifest.startLsn());
        ProvenWal log = request.target() instanceof RecoveryTarget.AtSnapshot
                ? ownLog(manifest, tablespaces)
                : archivedLog(manifest, tablespaces, others);
        tablespaces.refuse(request.operation());
        return log;
    }

    private ProvenWal archivedLog(BackupManifest manifest, WalVisitor visitor, List<BackupFacts> others)
            throws IOException, PassedOver {
        WalArchive archive = WalArchive.of(repository, Math.toIntExact(manifest.walSegmentSize()));
        ProvenWal log;
        try {
            log = WalProof.prove(archive, Candidates.base(manifest.facts()), request.target(), staged.directory());
        } catch (DrException e) {
            if (endsBehindTarget(manifest, e) || isElsewhere(manifest, e, others)) {
                throw new PassedOver(e);
            }
            throw e;
        }
        verify(manifest, log, visitor);
        return log;
    }

    private boolean endsBehindTarget(BackupManifest manifest, DrException failure) {
        return request.target() instanceof RecoveryTarget.AtInstant at
                && at.instant().isBefore(manifest.finishedAt())
                && failure.code() == ErrorCode.FAILED_PRECONDITION;
    }

    /** What one log does not hold another may; the latest state is only in the log that is tried first. */
    private boolean isElsewhere(BackupManifest manifest, DrException failure, List<BackupFacts> others) {
        boolean ofTheLog =
                failure.code() == ErrorCode.FAILED_PRECONDITION || failure.code() == ErrorCode.INTEGRITY_FAILED;
        if (!ofTheLog || others.isEmpty() || request.target() instanceof RecoveryTarget.Latest) {
            return false;
        }
        int timeline = LiveTimeline.reachedFrom(repository, manifest.facts());
        return others.stream().anyMatch(other -> LiveTimeline.reachedFrom(repository, other) != timeline);
    }

    private void verify(BackupManifest manifest, ProvenWal log, WalVisitor visitor) throws IOException {
        staged.verify(
                manifest.systemIdentifier(),
                Math.toIntExact(manifest.walSegmentSize()),
                log.timeline(),
                manifest.startLsn(),
                log.expectedEnd(),
                visitor);
    }

    /** A backup carries the log that makes it consistent: a snapshot's own state needs nothing else. */
    private ProvenWal ownLog(BackupManifest manifest, TablespaceCreations tablespaces) throws IOException {
        Directories.delete(staged.directory());
        Files.createDirectory(staged.directory(), PosixModes.attribute(PRIVATE));
        FileRestore files = new FileRestore(
                new BackupReader(repository.store(), manifest),
                manifest.largestChunk(),
                request.operation(),
                false,
                done -> {});
        List<String> names = new ArrayList<>();
        for (BackupFile file : manifest.files()) {
            if (isWal(file.path())) {
                Path name = Path.of(file.path()).getFileName();
                names.add(name.toString());
                files.add(file, staged.directory().resolve(name));
            }
        }
        files.run(request.workers());
        LatestTime latest = new LatestTime(manifest.startLsn().value());
        WalVerifier verifier = staged.verify(
                manifest.systemIdentifier(),
                Math.toIntExact(manifest.walSegmentSize()),
                manifest.timeline(),
                manifest.startLsn(),
                manifest.stopLsn(),
                tablespaces.then(latest));
        return new ProvenWal(
                manifest.timeline(),
                verifier.lastRecordStart().orElseThrow(),
                verifier.lastRecordEnd().orElseThrow(),
                latest.time,
                null,
                names);
    }

    /** Tells whether a file of a backup lies in {@code pg_wal}, whose content is staged apart from the other files. */
    static boolean isWal(String path) {
        return path.startsWith(WAL) && path.indexOf('/', WAL.length()) < 0;
    }

    /** The latest time that a replayed record states. */
    private static final class LatestTime implements WalVisitor {
        private final long from;
        private @Nullable Instant time;

        LatestTime(long from) {
            this.from = from;
        }

        @Override
        public void record(WalRecord record) {
            Instant stated = record.time();
            boolean replayed = Long.compareUnsigned(record.start().value(), from) >= 0;
            if (replayed && stated != null && (time == null || stated.isAfter(time))) {
                time = stated;
            }
        }
    }

    /** Carries the reason why another backup is to be tried. */
    private static final class PassedOver extends Exception {
        private static final long serialVersionUID = 1L;
        private final DrException reason;

        PassedOver(DrException reason) {
            super(reason);
            this.reason = reason;
        }

        DrException reason() {
            return reason;
        }
    }
}
