package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.EventRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A record of the source and the one of the target that may be its copy, both as far as they are there.
 *
 * @param record the first record from where the source was asked
 * @param copy the first record from where the target was asked
 */
record SideBySide(Optional<EventRecord> record, Optional<EventRecord> copy) {

    /**
     * Reads both of each.
     *
     * @param source where to look at the source
     * @param target where to look at the target, for the same keys
     * @param allowed how long each side may take
     * @return those that both sides answered for
     */
    static <K> Map<K, SideBySide> read(ReplicaLink link, Map<K, Probe> source, Map<K, Probe> target, Duration allowed) {
        Map<Probe, Optional<EventRecord>> here = link.askSource(
                        "compare records", driver -> FirstRecords.read(link.source(), driver, source.values(), allowed))
                .orElse(Map.of());
        Map<Probe, Optional<EventRecord>> there = link.askTarget(
                "compare records", driver -> FirstRecords.read(link.target(), driver, target.values(), allowed));
        Map<K, SideBySide> both = new HashMap<>();
        source.forEach((key, probe) -> {
            Optional<EventRecord> record = here.get(probe);
            Optional<EventRecord> copy = there.get(target.getOrDefault(key, probe));
            if (record != null && copy != null) {
                both.put(key, new SideBySide(record, copy));
            }
        });
        return both;
    }

    /** Tells whether both are there, and one is the other's copy. */
    boolean same() {
        return record.isPresent()
                && copy.filter(Witness.of(record.get())::matches).isPresent();
    }
}
