package com.datafly.signal.dr.internal.events.replication;

import java.util.ArrayList;
import java.util.List;

/**
 * Places at the target that nobody is sent behind as long as copying, which went back or may have, has not come again
 * as far as it was. Each is a pair: the place, and the target's offset from which on it does not count any more.
 */
final class Barriers {

    private final List<OffsetPair> places = new ArrayList<>();

    void add(OffsetPair place) {
        if (places.stream().noneMatch(other -> other.source() <= place.source() && other.target() >= place.target())) {
            places.add(place);
        }
    }

    /** Drops those that do not count any more, now that copying has come to {@code target}. */
    void passed(long target) {
        places.removeIf(place -> place.target() <= target);
    }

    /** Returns {@code offset}, or the first place before it that must not be passed. */
    long before(long offset) {
        return places.stream().mapToLong(OffsetPair::source).reduce(offset, Math::min);
    }

    List<OffsetPair> all() {
        return List.copyOf(places);
    }
}
