package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.server.ServerLog;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows a replay in the server's log, since a server that does not take connections before it is done has no other
 * voice. The settings of a restored copy make the log speak often, and English.
 */
final class ReplayWatch {

    /** How often the server says where it is. */
    static final String INTERVAL = "500ms";

    /** A line that was being written when it was read is read again. */
    private static final int OVERLAP = 500;

    private static final Pattern PROGRESS = Pattern.compile("redo in progress, .*current LSN: ([0-9A-F]+/[0-9A-F]+)");
    private static final Pattern DONE = Pattern.compile("redo done at ([0-9A-F]+/[0-9A-F]+)");
    private static final Pattern UNNEEDED = Pattern.compile("redo is not required");

    private final ServerLog log;
    private long position;
    private long seen;
    private boolean done;

    ReplayWatch(ServerLog log) {
        this.log = log;
        this.position = log.size();
        this.seen = position;
    }

    /** Reads on; returns how far the replay came since the last call, if the log says so. */
    Optional<Lsn> poll() {
        long end = log.size();
        if (end == seen) {
            return Optional.empty();
        }
        Lsn reached = null;
        for (String line : log.since(position)) {
            Matcher progress = PROGRESS.matcher(line);
            if (progress.find()) {
                reached = Lsn.parse(progress.group(1));
            }
            done |= DONE.matcher(line).find() || UNNEEDED.matcher(line).find();
        }
        position = Math.max(position, end - OVERLAP);
        seen = end;
        return Optional.ofNullable(reached);
    }

    /** Tells whether the log says that the replay has ended. */
    boolean isDone() {
        return done;
    }
}
