package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.wal.TimelineHistory;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares what a promoted copy reached with what was proven, and asserts that it is apart from its source. */
final class TargetProof {

    private final RecoveryRequest request;
    private final LogProof.Proven proven;

    TargetProof(RecoveryRequest request, LogProof.Proven proven) {
        this.request = request;
        this.proven = proven;
    }

    /**
     * What was found.
     *
     * @param timeline the copy's own timeline
     * @param differences the settings that it has not from its source
     * @param warnings what a person should look at
     */
    record Reached(int timeline, List<SettingDifference> differences, List<String> warnings) {}

    /**
     * Asks the files and the server.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if the copy is not where the proof ends, {@code INTERNAL} if it
     *     is not apart from its source
     */
    Reached check(PostgresServer server) throws IOException {
        int timeline = requireEnd();
        Inspection inspection = new Inspection(server, request.operation());
        Map<String, String> settings = inspection.settings();
        inspection.requireIsolation(settings, request.installation().majorVersion());
        List<String> warnings = new ArrayList<>(proven.warnings());
        warnings.addAll(inspection.collationWarnings());
        return new Reached(timeline, differences(settings), List.copyOf(warnings));
    }

    /** The history of the new timeline says where the replay ended: PostgreSQL's own word, written at the promotion. */
    private int requireEnd() throws IOException {
        ControlFile control = ControlFile.read(request.dataDirectory());
        if (control.systemIdentifier() != proven.manifest().systemIdentifier()) {
            throw wrong("it is system " + Long.toUnsignedString(control.systemIdentifier()));
        }
        int parent = proven.log().timeline();
        if (control.timeline() <= parent) {
            throw wrong("it opened no timeline of its own");
        }
        Path file = request.dataDirectory().resolve("pg_wal").resolve(TimelineHistory.fileName(control.timeline()));
        TimelineHistory history = TimelineHistory.parse(control.timeline(), Files.readAllBytes(file));
        Optional<Lsn> end = history.switchPoint(parent);
        if (!end.equals(Optional.of(proven.log().expectedEnd()))) {
            throw wrong("the replay ended at " + end.map(Lsn::toString).orElse("no point of timeline " + parent));
        }
        return control.timeline();
    }

    private DrException wrong(String problem) {
        return DrException.of(
                ErrorCode.INTEGRITY_FAILED,
                request.operation(),
                problem + ", not at " + proven.log().expectedEnd() + " on timeline "
                        + proven.log().timeline() + " as the verified log does");
    }

    private List<SettingDifference> differences(Map<String, String> settings) throws IOException {
        Map<String, String> source = new LinkedHashMap<>(SourceSettings.read(request.dataDirectory()));
        source.putAll(proven.manifest().settings());
        List<SettingDifference> differences = new ArrayList<>();
        source.forEach((name, value) -> {
            String here = settings.get(name);
            // The manifest states the segment size in bytes, and a copy cannot have another.
            if (here != null && !here.equalsIgnoreCase(value) && !name.equals("wal_segment_size")) {
                differences.add(new SettingDifference(name, value, here));
            }
        });
        return List.copyOf(differences);
    }
}
