package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.BackupFile;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupReader;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.server.Cluster;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** One recovery, phase by phase. */
final class Restoration {

    private final Repository repository;
    private final DiskSpace space;
    private final RecoveryRequest request;
    private final Phases phases;
    private final CopyPlace place;
    private final StagedLog staged;
    private long deadline;

    Restoration(Repository repository, DiskSpace space, RecoveryRequest request, Phases phases) {
        this.repository = repository;
        this.space = space;
        this.request = request;
        this.phases = phases;
        this.place = new CopyPlace(request.dataDirectory());
        this.staged = new StagedLog(place.staging());
    }

    /** Runs all phases. What a phase that fails has made is still there. */
    RecoveredServer run() {
        Candidates candidates = phases.run(RecoveryPhase.CHOOSE, this::choose);
        LogProof.Proven proven =
                phases.run(RecoveryPhase.PROVE_WAL, () -> new LogProof(repository, request, staged).prove(candidates));
        phases.note("backup", proven.manifest().id());
        phases.note("expectedEnd", proven.log().expectedEnd());
        phases.run(RecoveryPhase.RESTORE_FILES, () -> restoreFiles(proven.manifest()));
        CopyConfiguration configuration = new CopyConfiguration(request);
        deadline = System.nanoTime() + request.timeout().toNanos();
        Cluster cluster = Cluster.at(request.installation().binDirectory(), request.dataDirectory());
        ReplayWatch watch = new ReplayWatch(cluster.log());
        PostgresServer server = phases.run(RecoveryPhase.START, () -> start(configuration, proven));
        phases.run(RecoveryPhase.REPLAY, () -> replay(cluster, watch, proven));
        phases.run(RecoveryPhase.PROMOTE, () -> {
            cluster.awaitReady(left());
            return server;
        });
        TargetProof.Reached reached = phases.run(RecoveryPhase.PROVE_TARGET, () -> {
            TargetProof.Reached found = new TargetProof(request, proven).check(server);
            configuration.forgetReplay(proven.log());
            return found;
        });
        phases.note("timeline", reached.timeline());
        phases.note("reachedLsn", proven.log().expectedEnd());
        return new RecoveredServer(server, proven, reached, phases.timings());
    }

    private Candidates choose() throws IOException {
        Candidates candidates = Candidates.of(repository, request.target(), request.operation());
        new Preconditions(request.installation(), request.operation())
                .requireMatch(candidates.newestFirst().get(0));
        return candidates;
    }

    private BackupManifest restoreFiles(BackupManifest manifest) throws IOException {
        CopySkeleton skeleton = new CopySkeleton(place, manifest, request.operation());
        boolean durable = !"off".equals(request.settings().get("fsync"));
        long total = manifest.files().stream()
                .filter(file -> !LogProof.isWal(file.path()))
                .mapToLong(BackupFile::size)
                .sum();
        space.require(place.parent(), total + reserve(manifest), request.operation());
        FileRestore files = new FileRestore(
                new BackupReader(repository.store(), manifest),
                manifest.largestChunk(),
                request.operation(),
                durable,
                done -> phases.progressed(RecoveryPhase.RESTORE_FILES, done, total));
        skeleton.create();
        for (BackupFile file : manifest.files()) {
            if (!LogProof.isWal(file.path())) {
                files.add(file, skeleton.resolve(file.path()));
            }
        }
        run(files, total + reserve(manifest));
        staged.moveInto(request.dataDirectory().resolve("pg_wal"));
        if (durable) {
            skeleton.sync();
        }
        return manifest;
    }

    /** The promoted server needs room for its first segments. */
    private static long reserve(BackupManifest manifest) {
        return DiskSpace.RESERVE + 2 * manifest.walSegmentSize();
    }

    private void run(FileRestore files, long needed) throws IOException {
        try {
            files.run(request.workers());
        } catch (IOException e) {
            if (!DiskSpace.isExhausted(e)) {
                throw e;
            }
            throw DiskSpace.full(
                    place.parent(),
                    needed - files.written(),
                    space.available(place.parent()),
                    request.operation(),
                    more -> more.cause(e));
        }
    }

    private PostgresServer start(CopyConfiguration configuration, LogProof.Proven proven) throws IOException {
        BackupManifest manifest = proven.manifest();
        SourceSettings.setAside(request.dataDirectory());
        Map<String, String> source = new LinkedHashMap<>(SourceSettings.read(request.dataDirectory()));
        source.putAll(manifest.settings());
        PostgresServer server = configuration.write(source, manifest.walSegmentSize(), proven.log());
        server.start(left());
        return server;
    }

    private Lsn replay(Cluster cluster, ReplayWatch watch, LogProof.Proven proven) {
        Lsn begin = proven.manifest().startLsn();
        long total = proven.log().expectedEnd().minus(begin);
        cluster.await(left(), () -> {
            watch.poll()
                    .ifPresent(reached ->
                            phases.progressed(RecoveryPhase.REPLAY, Math.min(total, reached.minus(begin)), total));
            return watch.isDone() || cluster.isReady();
        });
        return proven.log().expectedEnd();
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }
}
