package com.datafly.signal.dr.examples.benchmark;

import java.util.Arrays;

/** Durations that were measured one after another, in nanoseconds. Not thread-safe. */
final class Samples {

    private long[] nanos = new long[1024];
    private int size;

    void add(long duration) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        nanos[size++] = duration;
    }

    int size() {
        return size;
    }

    /** Returns the mean in microseconds. */
    double mean() {
        return mean(0, size);
    }

    /** Returns the mean of the first {@code count}, in microseconds. */
    double meanOfFirst(int count) {
        return mean(0, Math.min(count, size));
    }

    /** Returns the mean of the last {@code count}, in microseconds. */
    double meanOfLast(int count) {
        return mean(Math.max(0, size - count), size);
    }

    /** Returns what {@code percent} of them do not exceed, in microseconds. */
    double percentile(int percent) {
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        return size == 0 ? Double.NaN : sorted[(size - 1) * percent / 100] / 1e3;
    }

    private double mean(int from, int to) {
        return Arrays.stream(nanos, from, to).average().orElse(Double.NaN) / 1e3;
    }
}
