package com.datafly.signal.dr.selfmanaged.internal.backup;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.protocol.BaseBackupResult;
import com.datafly.signal.dr.selfmanaged.internal.protocol.BaseBackupSink;
import com.datafly.signal.dr.selfmanaged.internal.protocol.SystemIdentity;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Chunk;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Directory;
import com.datafly.signal.dr.selfmanaged.internal.repository.PackWriter;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalIdentity;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the stream of a base backup and makes a manifest of it, if all of it is sound. */
final class BackupReceiver implements BaseBackupSink {

    private static final Logger LOG = LoggerFactory.getLogger(BackupReceiver.class);
    private static final String BASE = "base.tar";
    private static final Pattern TABLESPACE = Pattern.compile("[0-9]{1,10}\\.tar");
    private static final long PROGRESS_NANOS = 250_000_000;

    private final ChunkPipeline pipeline;
    private final WalIdentity identity;
    private final SourceServer source;
    private final BackupProgress progress;
    private final BackupTree tree;
    private @Nullable WalCheck wal;
    private List<Tablespace> tablespaces = List.of();
    private @Nullable TarReader archive;
    private @Nullable ServerManifest serverManifest;
    private long estimatedTotal;
    private long reportedAt;

    BackupReceiver(ChunkPipeline pipeline, WalIdentity identity, SourceServer source, BackupProgress progress) {
        this.pipeline = pipeline;
        this.identity = identity;
        this.source = source;
        this.progress = progress;
        this.tree = new BackupTree(pipeline);
        this.reportedAt = System.nanoTime() - PROGRESS_NANOS;
    }

    @Override
    public void begin(Lsn startLsn, int timeline, List<Tablespace> places) {
        WalCheck check = new WalCheck(identity, timeline, startLsn);
        wal = check;
        tree.verifyWal(check);
        tablespaces = places.stream().filter(place -> !place.oid().isEmpty()).toList();
        estimatedTotal = places.stream().mapToLong(Tablespace::estimatedBytes).sum();
    }

    @Override
    public void archive(String name, String location) {
        endArchive();
        tree.below(placeOf(name));
        archive = new TarReader(tree);
    }

    /**
     * Returns where an archive's files belong below the data directory.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if it is neither of the data directory nor of a tablespace
     */
    static String placeOf(String archive) {
        if (archive.equals(BASE)) {
            return "";
        }
        if (!TABLESPACE.matcher(archive).matches()) {
            throw TarEntry.damaged("an archive is called " + archive);
        }
        return "pg_tblspc/" + archive.substring(0, archive.indexOf('.')) + "/";
    }

    @Override
    public void manifest() {
        endArchive();
        tree.requireDataDirectory();
        tree.beginServerManifest();
        serverManifest = new ServerManifest(tree.files());
    }

    private void endArchive() {
        if (archive != null) {
            archive.finish();
            archive = null;
        }
    }

    @Override
    public void data(byte[] bytes, int offset, int length) {
        if (serverManifest != null) {
            serverManifest.feed(bytes, offset, length);
            tree.content(bytes, offset, length);
        } else if (archive != null) {
            archive.feed(bytes, offset, length);
        } else {
            throw TarEntry.damaged("data came before any archive began");
        }
    }

    @Override
    public void progress(long bytes) {
        long now = System.nanoTime();
        if (now - reportedAt >= PROGRESS_NANOS) {
            reportedAt = now;
            report(bytes);
        }
    }

    private void report(long bytes) {
        try {
            progress.progress(bytes, estimatedTotal);
        } catch (RuntimeException e) {
            LOG.warn("a listener to a backup's progress failed", e);
        }
    }

    /** Proves what came, stores the rest of it, and describes the backup. The server has confirmed its part already. */
    BackupManifest finish(SystemIdentity server, BaseBackupResult result, BaseBackupRequest request, PackWriter packs) {
        if (serverManifest == null || wal == null) {
            throw TarEntry.damaged("the server sent no manifest");
        }
        tree.endServerManifest(serverManifest.finish(), source.now().truncatedTo(ChronoUnit.SECONDS));
        requireOneTimeline(result);
        wal.requireSoundTo(result.stopLsn());
        List<Chunk> chunks = store(packs);
        report(tree.totalBytes());
        BackupFacts facts = BackupFacts.create(
                request.backupId(),
                known -> known.label(request.label())
                        .operationKey(request.operationKey())
                        .server(server.systemIdentifier(), server.serverVersionNum(), identity.segmentSize())
                        .wal(result.startTimeline(), result.startLsn(), result.stopLsn())
                        .time(source.startedAt(), source.now())
                        .size(
                                tree.totalBytes(),
                                packs.storedBytes(),
                                tree.files().size())
                        .labels(request.labels())
                        .settings(source.settings()));
        return BackupManifest.create(
                facts,
                content -> content.tablespaces(tablespaces.stream()
                                .map(place -> new BackupManifest.Tablespace(place.oid(), place.location()))
                                .toList())
                        .directories(List.of(new Directory(".", source.dataDirectoryMode())))
                        .directories(tree.directories())
                        .links(tree.links())
                        .files(tree.fileList())
                        .chunks(chunks));
    }

    private List<Chunk> store(PackWriter packs) {
        try {
            List<Chunk> chunks = pipeline.finish();
            packs.finish();
            return chunks;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Cancellation.interrupted("store the backup", e);
        }
    }

    private static void requireOneTimeline(BaseBackupResult result) {
        if (result.startTimeline() != result.stopTimeline()) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    "receive the backup",
                    "the server went from timeline " + result.startTimeline() + " to " + result.stopTimeline()
                            + " meanwhile",
                    failure -> failure.retry(RetryAdvice.SAFE).hint("Repeat the backup."));
        }
    }
}
