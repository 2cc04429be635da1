package com.datafly.signal.dr.examples.benchmark;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Stands in the steps of a run and takes the time from the end of one step's work to the beginning of the next one's:
 * what the engine adds. In between it measures the yardstick, evenly over the run, and the heap. Thread-safe.
 */
final class Probe {

    private static final int EVERY = 5;
    private static final int APPENDS = 1;

    private final PlainAppends plain;
    private final Set<Integer> heapAt;
    private final Samples overhead = new Samples();
    private final Map<Integer, Long> heap = new TreeMap<>();
    private long left;

    /** Measures {@code plain} along the way, and the heap at the steps of these numbers. */
    Probe(PlainAppends plain, Set<Integer> heapAt) {
        this.plain = plain;
        this.heapAt = heapAt;
    }

    /** The work of step {@code number}, from 1. */
    synchronized void work(int number) {
        if (left != 0) {
            overhead.add(System.nanoTime() - left);
        }
        if (number % EVERY == 0) {
            plain.append(APPENDS);
        }
        if (heapAt.contains(number)) {
            heap.put(number, heapInUse());
        }
        left = System.nanoTime();
    }

    /** Returns the engine's time per step. */
    synchronized Samples overhead() {
        return overhead;
    }

    /** Returns the yardstick's time. */
    Samples plain() {
        return plain.samples();
    }

    /** Returns the bytes in use after a collection, by step. */
    synchronized Map<Integer, Long> heap() {
        return Map.copyOf(heap);
    }

    private static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
