package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which parts of the log an archive holds, from the names of its objects alone. A snapshot: it does not change. */
final class WalInventory {

    private static final int PAGE = 1000;
    private static final Pattern HISTORY = Pattern.compile("wal/history/([0-9A-F]{8})\\.history");
    private static final Pattern STORED = Pattern.compile("wal/[0-9A-F]{8}/([0-9A-F]{24})(?:\\.tail-([0-9A-F]{16}))?");
    private static final Pattern GAP = Pattern.compile("wal/([0-9A-F]{8})/gap-([0-9A-F]{16})-([0-9A-F]{16})");

    private final int segmentSize;
    private final NavigableMap<Integer, NavigableMap<Long, Stored>> timelines = new TreeMap<>();
    private final Set<Integer> histories = new HashSet<>();
    private final List<WalGap> gaps = new ArrayList<>();

    private WalInventory(int segmentSize) {
        this.segmentSize = segmentSize;
    }

    /** What there is of one segment: all of it, or beginnings of different lengths. */
    static final class Stored {
        private final Map<Lsn, String> tails = new HashMap<>();
        private boolean complete;
        private @Nullable Lsn longest;

        boolean isComplete() {
            return complete;
        }

        /** Returns the end of the longest beginning; empty if there is none. */
        Optional<Lsn> longestTail() {
            return Optional.ofNullable(longest);
        }

        Collection<Lsn> tails() {
            return tails.keySet();
        }

        private void addTail(Lsn end, String key) {
            tails.put(end, key);
            longest = longest == null || end.isAfter(longest) ? end : longest;
        }
    }

    /** Lists everything under {@code wal/}. Objects of other names are passed over: they are not of the log. */
    static WalInventory of(ObjectStore store, int segmentSize) {
        return of(store, segmentSize, WalKeys.ROOT);
    }

    /** Lists what there is of one segment. */
    static Stored stored(ObjectStore store, SegmentName name) {
        return of(store, name.segmentSize(), WalKeys.segment(name)).find(name).orElseGet(Stored::new);
    }

    private static WalInventory of(ObjectStore store, int segmentSize, String prefix) {
        WalInventory inventory = new WalInventory(segmentSize);
        String after = "";
        List<ObjectInfo> page;
        do {
            page = store.list(prefix, after, PAGE);
            for (ObjectInfo object : page) {
                inventory.add(object.key());
                after = object.key();
            }
        } while (!page.isEmpty());
        return inventory;
    }

    int segmentSize() {
        return segmentSize;
    }

    /** Returns the timelines of which there is any WAL, in their order. */
    Collection<Integer> timelines() {
        return timelines.keySet();
    }

    Set<Integer> histories() {
        return histories;
    }

    List<WalGap> gaps() {
        return gaps;
    }

    Optional<Stored> find(SegmentName name) {
        return Optional.ofNullable(
                timelines.getOrDefault(name.timeline(), new TreeMap<>()).get(name.number()));
    }

    /** Returns the number of the last segment of a timeline of which there is anything. */
    OptionalLong lastNumber(int timeline) {
        NavigableMap<Long, Stored> segments = timelines.get(timeline);
        return segments == null ? OptionalLong.empty() : OptionalLong.of(segments.lastKey());
    }

    /** Returns the first segment of a timeline, from {@code number} on, of which there is anything. */
    OptionalLong nextNumber(int timeline, long number) {
        Long next = timelines.getOrDefault(timeline, new TreeMap<>()).ceilingKey(number);
        return next == null ? OptionalLong.empty() : OptionalLong.of(next);
    }

    /** Returns the segment that an object holds, whole or in part; empty if it holds none. */
    static Optional<SegmentName> segment(String key, int segmentSize) {
        Matcher stored = STORED.matcher(key);
        return stored.matches() ? Optional.of(SegmentName.parse(stored.group(1), segmentSize)) : Optional.empty();
    }

    private void add(String key) {
        Matcher stored = STORED.matcher(key);
        if (stored.matches()) {
            SegmentName name = SegmentName.parse(stored.group(1), segmentSize);
            Stored entry = timelines
                    .computeIfAbsent(name.timeline(), timeline -> new TreeMap<>())
                    .computeIfAbsent(name.number(), number -> new Stored());
            if (stored.group(2) == null) {
                entry.complete = true;
            } else {
                entry.addTail(WalKeys.lsn(stored.group(2)), key);
            }
            return;
        }
        Matcher history = HISTORY.matcher(key);
        if (history.matches()) {
            histories.add(Integer.parseInt(history.group(1), 16));
        }
        Matcher gap = GAP.matcher(key);
        if (gap.matches()) {
            gaps.add(new WalGap(
                    Integer.parseInt(gap.group(1), 16), WalKeys.lsn(gap.group(2)), WalKeys.lsn(gap.group(3))));
        }
    }
}
