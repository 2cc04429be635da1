package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.database.Lsn;
import java.util.Locale;

/** The keys under which the log lies in a repository. */
final class WalKeys {

    static final String ROOT = "wal/";
    static final String HISTORIES = ROOT + "history/";
    static final String TAIL = ".tail-";
    static final String GAP = "gap-";
    static final String END = "end";

    private WalKeys() {}

    static String timeline(int timeline) {
        return String.format(Locale.ROOT, "%s%08X/", ROOT, timeline);
    }

    static String segment(SegmentName name) {
        return timeline(name.timeline()) + name.fileName();
    }

    static String tail(SegmentName name, Lsn end) {
        return segment(name) + TAIL + hex(end);
    }

    static String history(int timeline) {
        return HISTORIES + TimelineHistory.fileName(timeline);
    }

    static String end(int timeline) {
        return timeline(timeline) + END;
    }

    static String gap(int timeline, Lsn from, Lsn to) {
        return timeline(timeline) + GAP + hex(from) + "-" + hex(to);
    }

    static Lsn lsn(String hex) {
        return new Lsn(Long.parseUnsignedLong(hex, 16));
    }

    private static String hex(Lsn lsn) {
        return String.format(Locale.ROOT, "%016X", lsn.value());
    }
}
