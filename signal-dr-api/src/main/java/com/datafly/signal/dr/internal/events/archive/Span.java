package com.datafly.signal.dr.internal.events.archive;

/**
 * The offsets that one link answers for: all from {@code from} to just before {@code next}.
 *
 * @param from the first, which is where the link before ended
 * @param readable the first that the cluster still had: what lies before it was removed before it was archived
 * @param next the offset behind the last
 */
record Span(long from, long readable, long next) {

    long lost() {
        return readable - from;
    }

    boolean isSound() {
        return 0 <= from && from <= readable && readable <= next;
    }

    @Override
    public String toString() {
        return "[" + from + ", " + next + ")";
    }
}
