package com.datafly.signal.dr.selfmanaged.internal.wal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The timelines that lead to one timeline, and where each was left: what PostgreSQL keeps in a {@code .history} file.
 * Immutable.
 */
public final class TimelineHistory {

    private static final Lsn FOREVER = new Lsn(-1);
    private static final Pattern ENTRY = Pattern.compile("\\s*([0-9]+)\\s+([0-9A-Fa-f]+/[0-9A-Fa-f]+)(\\s.*)?");

    private final List<Span> spans;

    private TimelineHistory(List<Span> spans) {
        this.spans = List.copyOf(spans);
    }

    /**
     * The part of the log that one timeline contributes.
     *
     * @param timeline the timeline
     * @param begin the first LSN on it
     * @param end the LSN at which it was left: the first that is not on it; the greatest LSN for the last timeline
     */
    public record Span(int timeline, Lsn begin, Lsn end) {

        boolean holds(Lsn lsn) {
            return !lsn.isBefore(begin) && lsn.isBefore(end);
        }
    }

    /** Returns the history of a timeline that has no parent, as timeline 1 has none. */
    public static TimelineHistory of(int timeline) {
        return new TimelineHistory(List.of(new Span(timeline, Lsn.ZERO, FOREVER)));
    }

    /**
     * Reads a history file.
     *
     * @param timeline the timeline whose file it is
     * @throws DrException with {@code INTEGRITY_FAILED} if a line cannot be read, or timelines or positions do not grow
     */
    public static TimelineHistory parse(int timeline, byte[] content) {
        List<Span> spans = new ArrayList<>();
        Lsn begin = Lsn.ZERO;
        for (String line : new String(content, UTF_8).split("\n", -1)) {
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            Matcher entry = ENTRY.matcher(text);
            if (!entry.matches()) {
                throw damaged(timeline, "line '" + text + "' cannot be read");
            }
            Span span = new Span(parent(timeline, entry.group(1)), begin, Lsn.parse(entry.group(2)));
            int previous = spans.isEmpty() ? 0 : spans.get(spans.size() - 1).timeline();
            if (span.timeline() <= previous || span.end().isBefore(begin)) {
                throw damaged(timeline, "line '" + text + "' does not follow the line before it");
            }
            spans.add(span);
            begin = span.end();
        }
        spans.add(new Span(timeline, begin, FOREVER));
        return new TimelineHistory(spans);
    }

    /** Returns the name of a timeline's history file. */
    public static String fileName(int timeline) {
        return String.format(Locale.ROOT, "%08X.history", timeline);
    }

    /** Returns the timeline that the history leads to. */
    public int timeline() {
        return spans.get(spans.size() - 1).timeline();
    }

    /** Returns the spans, oldest first; the last one has no end. */
    public List<Span> spans() {
        return spans;
    }

    /** Returns the timeline that {@code lsn} lies on. */
    public int timelineAt(Lsn lsn) {
        for (Span span : spans) {
            if (span.holds(lsn)) {
                return span.timeline();
            }
        }
        return timeline();
    }

    /** Returns where {@code timeline} was left; empty if it is the last one or no part of this history. */
    public Optional<Lsn> switchPoint(int timeline) {
        return span(timeline).map(Span::end).filter(end -> !end.equals(FOREVER));
    }

    /** Returns the timeline that follows {@code timeline}; empty if it is the last one or no part of this history. */
    public Optional<Span> after(int timeline) {
        for (int i = 0; i < spans.size() - 1; i++) {
            if (spans.get(i).timeline() == timeline) {
                return Optional.of(spans.get(i + 1));
            }
        }
        return Optional.empty();
    }

    /** Returns the span of {@code timeline}; empty if it is no part of this history. */
    public Optional<Span> span(int timeline) {
        return spans.stream().filter(span -> span.timeline() == timeline).findFirst();
    }

    /** Returns this history without what follows {@code timeline}, which must be part of it. */
    public TimelineHistory upTo(int timeline) {
        List<Span> kept = new ArrayList<>();
        for (Span span : spans) {
            if (span.timeline() == timeline) {
                kept.add(new Span(timeline, span.begin(), FOREVER));
                return new TimelineHistory(kept);
            }
            kept.add(span);
        }
        throw new IllegalArgumentException("timeline " + timeline + " is not in " + this);
    }

    /** Returns a history file that PostgreSQL reads as this history. */
    public byte[] toFile() {
        StringBuilder text = new StringBuilder();
        for (Span span : spans.subList(0, spans.size() - 1)) {
            text.append(span.timeline()).append('\t').append(span.end()).append("\tas told by a later timeline\n");
        }
        return text.toString().getBytes(UTF_8);
    }

    /** Returns the timelines with the positions at which they were left, as in {@code 1 until 0/3000060, 2}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Span span : spans) {
            text.append(span.timeline());
            if (!span.end().equals(FOREVER)) {
                text.append(" until ").append(span.end()).append(", ");
            }
        }
        return text.toString();
    }

    private static int parent(int timeline, String text) {
        if (text.length() > 9 || Integer.parseInt(text) < 1 || Integer.parseInt(text) >= timeline) {
            throw damaged(timeline, "timeline " + text + " cannot be its ancestor");
        }
        return Integer.parseInt(text);
    }

    private static DrException damaged(int timeline, String problem) {
        return DrException.of(ErrorCode.INTEGRITY_FAILED, "read the history of timeline " + timeline, problem);
    }
}
