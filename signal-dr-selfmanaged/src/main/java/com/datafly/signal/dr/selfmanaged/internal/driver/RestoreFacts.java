package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.Provenance;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RecoveredServer;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RecoveryPhase;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RecoveryRequest;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RestoreRecord;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a finished restore leaves in its record, so that any process can say how the copy came into being. */
final class RestoreFacts {

    static final String PROGRAMS = "programs";
    static final String SUPERUSER = "superuser";
    static final String DATABASE = "database";
    static final String SOURCE = "source";

    private static final String PHASE = "phase.";
    private static final String DIFFERENCE = "difference.";
    private static final String WARNING = "warning.";
    private static final String TAG = "tag.";

    private RestoreFacts() {}

    /**
     * Adds to the record what only the process that restored knows.
     *
     * @throws DrException with effect {@code APPLIED} if that cannot be written: the copy is there all the same
     */
    static void write(RecoveredServer recovered, RecoveryRequest request) {
        try {
            RestoreRecord.read(request.dataDirectory()).ifPresent(record -> write(recovered, record));
        } catch (DrException e) {
            throw DrException.create(
                    e.code(),
                    request.operation(),
                    "the copy in " + request.dataDirectory() + " is proven and runs, but how it came about"
                            + " could not be written beside it: " + e.getMessage(),
                    failure -> failure.effect(Effect.APPLIED)
                            .key(request.key())
                            .hint(
                                    "Use the copy, or discard it: what the restore proved and warned of is not on record.")
                            .cause(e));
        }
    }

    private static void write(RecoveredServer recovered, RestoreRecord record) {
        RestoreRecord complete = record;
        for (Map.Entry<RecoveryPhase, Duration> phase : recovered.timings().entrySet()) {
            complete = complete.with(PHASE + phase.getKey(), phase.getValue());
        }
        int number = 0;
        for (var difference : recovered.differences()) {
            complete = complete.with(DIFFERENCE + String.format(Locale.ROOT, "%03d", number++), difference);
        }
        for (String warning : recovered.warnings()) {
            complete = complete.with(WARNING + String.format(Locale.ROOT, "%03d", number++), warning);
        }
        complete.with("files", recovered.backup().fileCount())
                .with("bytes", recovered.backup().totalBytes())
                .with("walFrom", recovered.backup().startLsn())
                .with("segments", recovered.provenWal().files().size())
                .write();
    }

    static String tag(String name) {
        return TAG + name;
    }

    static Provenance provenance(RestoreRecord record, RecoveryTarget target) {
        Map<String, String> facts = new TreeMap<>(record.facts());
        return Provenance.create(record.key(), facts.getOrDefault(SOURCE, "unknown"), target, provenance -> {
            provenance.snapshotId(facts.getOrDefault("backup", ""));
            provenance.reachedLsn(Lsn.parse(facts.getOrDefault("reachedLsn", "0/0")));
            provenance.evidence(storedHashes(facts)).evidence(gaplessWal(facts)).evidence(reached(facts));
            for (RecoveryPhase phase : RecoveryPhase.values()) {
                String duration = facts.get(PHASE + phase);
                if (duration != null) {
                    provenance.phase(words(phase), Duration.parse(duration));
                }
            }
            facts.forEach((name, value) -> {
                if (name.startsWith(TAG)) {
                    provenance.tag(name.substring(TAG.length()), value);
                } else if (name.startsWith(DIFFERENCE)) {
                    provenance.difference(value);
                } else if (name.startsWith(WARNING)) {
                    provenance.warning(value);
                }
            });
        });
    }

    /** Says whose a restore is, and claims nothing of what it proved: it may be unfinished. */
    static Provenance identity(RestoreRecord record) {
        RecoveryTarget target = RecoveryTargets.parse(record.target());
        String source = record.facts().getOrDefault(SOURCE, "unknown");
        return Provenance.create(
                record.key(),
                source,
                target,
                provenance -> record.facts().forEach((name, value) -> {
                    if (name.startsWith(TAG)) {
                        provenance.tag(name.substring(TAG.length()), value);
                    }
                }));
    }

    static String words(RecoveryPhase phase) {
        return switch (phase) {
            case CHOOSE -> "choose the backup";
            case PROVE_WAL -> "prove the WAL";
            case RESTORE_FILES -> "restore files";
            case START -> "start the server";
            case REPLAY -> "replay WAL";
            case PROMOTE -> "promote";
            case PROVE_TARGET -> "prove the target";
        };
    }

    private static CheckResult storedHashes(Map<String, String> facts) {
        return CheckResult.create(
                "stored hashes",
                Verdict.PASSED,
                "all " + facts.get("files")
                        + " files were restored from chunks whose SHA-256 matched, and have the size and"
                        + " CRC-32C that the server stated",
                result -> timed(result, facts, RecoveryPhase.RESTORE_FILES)
                        .detail("files in the backup", facts.getOrDefault("files", "0"))
                        .detail("bytes", facts.getOrDefault("bytes", "0")));
    }

    private static CheckResult gaplessWal(Map<String, String> facts) {
        return CheckResult.create(
                "gapless WAL",
                Verdict.PASSED,
                "every WAL record from " + facts.get("walFrom") + " to " + facts.get("expectedEnd")
                        + " was verified before anything was restored",
                result -> timed(result, facts, RecoveryPhase.PROVE_WAL)
                        .detail("files staged", facts.getOrDefault("segments", "0")));
    }

    private static CheckResult reached(Map<String, String> facts) {
        return CheckResult.create(
                "recovery target reached",
                Verdict.PASSED,
                "the server ended its replay at " + facts.get("reachedLsn") + ", exactly where the proven WAL ends",
                result -> timed(result, facts, RecoveryPhase.PROVE_TARGET)
                        .detail("timeline", facts.getOrDefault("timeline", "unknown")));
    }

    /** What the restore proves is about bytes; that the data makes sense is for other checks to say. */
    private static CheckResult.Builder timed(
            CheckResult.Builder result, Map<String, String> facts, RecoveryPhase phase) {
        return result.provesData(false).duration(Duration.parse(facts.getOrDefault(PHASE + phase, "PT0S")));
    }
}
