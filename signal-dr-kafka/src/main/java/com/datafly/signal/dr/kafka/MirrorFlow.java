package com.datafly.signal.dr.kafka;

import static java.util.Objects.requireNonNull;

/**
 * A direction in which MirrorMaker copies, by the aliases of its configuration.
 *
 * @param source where events come from
 * @param target where they are copied to
 * @since 0.1
 */
public record MirrorFlow(String source, String target) {

    /** Refuses null. */
    public MirrorFlow {
        requireNonNull(source, "source");
        requireNonNull(target, "target");
    }

    /** Returns the opposite direction. */
    public MirrorFlow reversed() {
        return new MirrorFlow(target, source);
    }

    /** Returns MirrorMaker's own notation, as in {@code primary->standby}. */
    @Override
    public String toString() {
        return source + "->" + target;
    }
}
