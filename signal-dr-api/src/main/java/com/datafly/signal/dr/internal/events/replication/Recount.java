package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at the target for the events that the source has between two pairs of offsets. Of pairs that wait to be sent
 * only the last is written, so offsets may have been passed over in another place than two pairs show, and what stands
 * in that place may have been copied.
 */
final class Recount {

    /** More offsets than this are not read for the sake of one gap: what they show is believed. */
    private static final long MOST_OFFSETS = 20_000;

    private static final Duration ALLOWED = Duration.ofSeconds(10);

    private final ReplicaLink link;
    private final Map<Witness, Integer> copies = new HashMap<>();
    private final Set<Witness> here = new HashSet<>();
    private long atSource;
    private long atTarget;
    private long matched;
    private long first = Long.MAX_VALUE;
    private long last;

    private Recount(ReplicaLink link) {
        this.link = link;
    }

    /**
     * Compares.
     *
     * @param start the first offset that the source still has
     * @return empty if the two pairs are too far apart to read all, or not all could be read
     */
    static Optional<Recount> between(
            ReplicaLink link, PartitionId source, OffsetPair before, OffsetPair after, long start) {
        OffsetPair first = new OffsetPair(Math.max(start, before.source() + 1), before.target() + 1);
        boolean far = Math.max(after.source() - first.source(), after.target() - first.target()) > MOST_OFFSETS;
        return far ? Optional.empty() : Optional.of(new Recount(link)).filter(each -> each.read(source, first, after));
    }

    private boolean read(PartitionId source, OffsetPair first, OffsetPair last) {
        PartitionId target = link.targetOf(source);
        return link.askTarget(
                        "look for records",
                        driver -> Stretches.read(
                                link.target(),
                                driver,
                                Map.of(target, first.target()),
                                Map.of(target, last.target() + 1),
                                ALLOWED,
                                this::copy))
                && link.askSource(
                                "look for records",
                                driver -> Stretches.read(
                                        link.source(),
                                        driver,
                                        Map.of(source, first.source()),
                                        Map.of(source, last.source() + 1),
                                        ALLOWED,
                                        this::compare))
                        .orElse(false);
    }

    /** Tells whether the target has fewer events than the source, as far as that still has them. */
    boolean isShort() {
        return atSource > atTarget;
    }

    /**
     * Tells whether it is known which events were copied. A topic of the target that gives events its own time hides
     * that: only their number is known then.
     */
    boolean isByContent() {
        return matched > 0;
    }

    /** Returns the events that the target lacks: from the first of them to behind the last; empty if it has all. */
    Optional<SourceGap> lacking() {
        return first == Long.MAX_VALUE ? Optional.empty() : Optional.of(new SourceGap(first, last + 1));
    }

    /** Returns how many events the target has that the source had in front of its start, each counted once. */
    long older() {
        return copies.keySet().stream().filter(each -> !here.contains(each)).count();
    }

    private void copy(EventRecord event) {
        atTarget++;
        copies.merge(anywhere(event), 1, Integer::sum);
    }

    private void compare(EventRecord event) {
        atSource++;
        Witness mine = anywhere(event);
        here.add(mine);
        int left = copies.merge(mine, -1, Integer::sum);
        if (left >= 0) {
            matched++;
        } else {
            first = Math.min(first, event.offset());
            last = event.offset();
        }
    }

    private static Witness anywhere(EventRecord event) {
        Witness witness = Witness.of(event);
        return new Witness(0, witness.timestampMillis(), witness.content());
    }
}
