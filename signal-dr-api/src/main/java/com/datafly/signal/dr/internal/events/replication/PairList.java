package com.datafly.signal.dr.internal.events.replication;

import java.util.Arrays;

/** Pairs of offsets that grow on both sides, each with what is known of the way to it. Not thread-safe. */
final class PairList {

    private static final int FIRST_ROOM = 8;

    private long[] sources = new long[FIRST_ROOM];
    private long[] targets = new long[FIRST_ROOM];
    private boolean[] plains = new boolean[FIRST_ROOM];
    private long[] cautions = new long[FIRST_ROOM];
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long source(int index) {
        return sources[index];
    }

    long target(int index) {
        return targets[index];
    }

    /** Tells whether the source surely has no gap between the pair before {@code index} and this one. */
    boolean plain(int index) {
        return plains[index];
    }

    /** Tells whether both sides count alike between the pair before {@code index} and this one, surely. */
    boolean runs(int index) {
        return plains[index] && sources[index] - sources[index - 1] == targets[index] - targets[index - 1];
    }

    /**
     * Returns the place at the target that who reads from before pair {@code index} must not be sent behind, for
     * copying had gone back and not yet come as far as before; {@link Long#MAX_VALUE} if there is none.
     */
    long caution(int index) {
        return cautions[index];
    }

    long lastSource() {
        return sources[size - 1];
    }

    long lastTarget() {
        return targets[size - 1];
    }

    OffsetPair last() {
        return new OffsetPair(lastSource(), lastTarget());
    }

    void push(OffsetPair pair, boolean plain) {
        push(pair, plain, Long.MAX_VALUE);
    }

    void push(OffsetPair pair, boolean plain, long caution) {
        if (size == sources.length) {
            sources = Arrays.copyOf(sources, size * 2);
            targets = Arrays.copyOf(targets, size * 2);
            plains = Arrays.copyOf(plains, size * 2);
            cautions = Arrays.copyOf(cautions, size * 2);
        }
        sources[size] = pair.source();
        targets[size] = pair.target();
        plains[size] = plain;
        cautions[size] = caution;
        size++;
    }

    void pop() {
        size--;
    }

    /** Drops the last pair but one if it lies within a run. */
    void mergeEnd() {
        if (size >= 3 && runs(size - 1) && runs(size - 2) && cautions[size - 1] == Long.MAX_VALUE) {
            sources[size - 2] = sources[size - 1];
            targets[size - 2] = targets[size - 1];
            size--;
        }
    }

    /** Returns the last pair whose source offset is not above {@code source}; -1 if there is none. */
    int floor(long source) {
        int found = Arrays.binarySearch(sources, 0, size, source);
        return found >= 0 ? found : -found - 2;
    }

    /** Returns the first place after pair {@code index} that must not be passed; see {@link #caution}. */
    long firstCautionAfter(int index) {
        for (int i = index + 1; i < size; i++) {
            if (cautions[i] != Long.MAX_VALUE) {
                return cautions[i];
            }
        }
        return Long.MAX_VALUE;
    }

    /** Drops every other pair of the older half. */
    void thinFirstHalf() {
        int kept = 1;
        int half = size / 2;
        for (int i = 1; i < size; i++) {
            boolean drop = i < half && i % 2 == 1;
            if (drop) {
                plains[i + 1] &= plains[i];
                cautions[i + 1] = Math.min(cautions[i], cautions[i + 1]);
            } else {
                move(i, kept++);
            }
        }
        size = kept;
    }

    /** Drops the pairs before the last one that does not stand behind {@code target}. */
    void dropBefore(long target) {
        int found = Arrays.binarySearch(targets, 0, size, target);
        int first = found >= 0 ? found : -found - 2;
        if (first <= 0) {
            return;
        }
        for (int i = first; i < size; i++) {
            move(i, i - first);
        }
        size -= first;
        plains[0] = false;
    }

    private void move(int from, int to) {
        sources[to] = sources[from];
        targets[to] = targets[from];
        plains[to] = plains[from];
        cautions[to] = cautions[from];
    }
}
