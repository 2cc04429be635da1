package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the log that lies before every backup, on whatever timeline: no recovery begins there any more. */
public final class WalPruning {

    private static final Logger LOG = LoggerFactory.getLogger(WalPruning.class);
    private static final int PAGE = 1000;

    private WalPruning() {}

    /**
     * Prunes by what is proven of the backups. Everything stays while a backup's manifest or the newest timeline's
     * history is not proven, where no backup is on the way to the newest timeline, and where the backups differ in the
     * size of segments. Repetition goes on where a failed call stopped.
     *
     * @return how many objects were removed
     */
    public static int prune(Repository repository) {
        Optional<SegmentName> firstNeeded = provenFirstNeeded(repository);
        if (firstNeeded.isEmpty()) {
            return 0;
        }
        ObjectStore store = repository.store();
        int removed = 0;
        for (String key : segmentsBefore(store, firstNeeded.get())) {
            removed += store.delete(key, Precondition.none()) ? 1 : 0;
        }
        return removed;
    }

    private static Optional<SegmentName> provenFirstNeeded(Repository repository) {
        try {
            return firstNeeded(repository);
        } catch (DrException e) {
            if (e.code() != ErrorCode.INTEGRITY_FAILED && e.code() != ErrorCode.UNSUPPORTED) {
                throw e;
            }
            LOG.warn("no WAL is removed, for it is not certain what the backups need", e);
            return Optional.empty();
        }
    }

    /** A server on the newest timeline may be taking its first backup there, which begins nobody knows where. */
    private static Optional<SegmentName> firstNeeded(Repository repository) {
        List<BackupFacts> backups =
                repository.backups().stream().map(BackupManifest::facts).toList();
        if (backups.stream().mapToLong(BackupFacts::walSegmentSize).distinct().count() != 1) {
            return Optional.empty();
        }
        LiveTimeline live = LiveTimeline.of(repository, backups.get(0));
        if (backups.stream().noneMatch(live::continues)) {
            return Optional.empty();
        }
        return backups.stream()
                .min(Comparator.comparing(BackupFacts::startLsn))
                .map(oldest -> SegmentName.containing(
                        oldest.timeline(), oldest.startLsn(), Math.toIntExact(oldest.walSegmentSize())));
    }

    private static List<String> segmentsBefore(ObjectStore store, SegmentName firstNeeded) {
        List<String> keys = new ArrayList<>();
        String after = "";
        List<ObjectInfo> page;
        do {
            page = store.list(WalKeys.ROOT, after, PAGE);
            for (ObjectInfo object : page) {
                after = object.key();
                WalInventory.segment(object.key(), firstNeeded.segmentSize())
                        .filter(name -> name.number() < firstNeeded.number())
                        .ifPresent(name -> keys.add(object.key()));
            }
        } while (page.size() == PAGE);
        return keys;
    }
}
