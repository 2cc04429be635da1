package com.datafly.signal.dr.internal.drill;

import com.datafly.signal.dr.drill.CalendarRule;
import com.datafly.signal.dr.drill.ScheduledDrill;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** From when on the occurrences of a rule count. It remembers those that it has computed. Not thread-safe. */
final class Watch {

    /** A host that is late for its first tick is not to miss the one occurrence that may have woken it. */
    private static final Duration BEFORE_FIRST_TICK = Duration.ofHours(1).minusNanos(1);

    private final CalendarRule rule;
    private final Instant from;
    private final Instant notedAt;
    private final NavigableSet<Instant> known = new TreeSet<>();
    private Instant knownUntil;

    Watch(CalendarRule rule, Instant from, Instant notedAt) {
        this.rule = rule;
        this.from = from;
        this.notedAt = notedAt;
        this.knownUntil = from.minusNanos(1);
    }

    /** Returns the watch that a tick at {@code now} has to begin, if {@code last} is not the right one. */
    static Optional<Watch> begin(ScheduledDrill drill, @Nullable Watch last, Instant now) {
        CalendarRule rule = drill.rule().orElse(null);
        if (rule == null) {
            return Optional.empty();
        }
        Instant hourAgo = now.minus(BEFORE_FIRST_TICK);
        if (last == null) {
            return Optional.of(new Watch(rule, drill.since().orElse(hourAgo), now));
        }
        boolean clockWasSetBack = now.isBefore(last.notedAt)
                && hourAgo.isBefore(last.from)
                && !drill.since().equals(Optional.of(last.from));
        return rule.equals(last.rule) && !clockWasSetBack
                ? Optional.empty()
                : Optional.of(new Watch(rule, hourAgo, now));
    }

    CalendarRule rule() {
        return rule;
    }

    Instant from() {
        return from;
    }

    /** Returns when the watch began by the clock of whoever began it: until then, the one before it counts. */
    Instant notedAt() {
        return notedAt;
    }

    /** Returns the occurrences until {@code to}, which is included. */
    NavigableSet<Instant> until(Instant to) {
        if (to.isAfter(knownUntil)) {
            known.addAll(rule.between(knownUntil.plusNanos(1), to));
            knownUntil = to;
        }
        return known.headSet(to, true);
    }

    /**
     * Returns what names an occurrence: the time that the clocks show, which stays the same when the rules of the zone
     * change.
     */
    String key(String drill, Instant occurrence) {
        return drill + " " + occurrence.atZone(rule.zone()).toLocalDateTime() + " " + rule.zone();
    }
}
