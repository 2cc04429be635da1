package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

/**
 * What a group committed for one partition.
 *
 * @param offset the next offset that it will read
 * @param metadata what the consumer noted beside it, often empty; it is kept when offsets are moved
 * @since 0.1
 */
public record GroupOffset(long offset, String metadata) {

    /** Refuses null. */
    public GroupOffset {
        requireNonNull(metadata, "metadata");
    }

    /** Describes an offset without a note. */
    public static GroupOffset of(long offset) {
        return new GroupOffset(offset, "");
    }
}
