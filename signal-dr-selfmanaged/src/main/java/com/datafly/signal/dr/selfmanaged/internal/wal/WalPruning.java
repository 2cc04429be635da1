package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupListing;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Removes the log that lies before every backup, on whatever timeline: no recovery begins there any more. */
public final class WalPruning {

    private static final int PAGE = 1000;

    private WalPruning() {}

    /**
     * Prunes. While a backup's description cannot be read, or where there is no backup, everything stays. Repetition
     * goes on where a failed call stopped.
     *
     * @return how many objects were removed
     */
    public static int prune(Repository repository) {
        BackupListing listing = repository.list();
        Optional<BackupFacts> oldest = listing.backups().stream().min(Comparator.comparing(BackupFacts::startLsn));
        if (!listing.damaged().isEmpty() || oldest.isEmpty()) {
            return 0;
        }
        int segmentSize = Math.toIntExact(oldest.get().walSegmentSize());
        long firstNeeded = SegmentName.containing(
                        oldest.get().timeline(), oldest.get().startLsn(), segmentSize)
                .number();
        ObjectStore store = repository.store();
        int removed = 0;
        for (String key : segmentsBefore(store, segmentSize, firstNeeded)) {
            removed += store.delete(key, Precondition.none()) ? 1 : 0;
        }
        return removed;
    }

    private static List<String> segmentsBefore(ObjectStore store, int segmentSize, long firstNeeded) {
        List<String> keys = new ArrayList<>();
        String after = "";
        List<ObjectInfo> page;
        do {
            page = store.list(WalKeys.ROOT, after, PAGE);
            for (ObjectInfo object : page) {
                after = object.key();
                WalInventory.segment(object.key(), segmentSize)
                        .filter(name -> name.number() < firstNeeded)
                        .ifPresent(name -> keys.add(object.key()));
            }
        } while (page.size() == PAGE);
        return keys;
    }
}
