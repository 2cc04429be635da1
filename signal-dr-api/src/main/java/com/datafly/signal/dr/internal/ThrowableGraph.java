package com.datafly.signal.dr.internal;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/** A failure with its causes and all that they suppress, each once, though they may form circles. */
final class ThrowableGraph {

    private ThrowableGraph() {}

    static Set<Throwable> of(Throwable root) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> open = new ArrayDeque<>();
        open.add(root);
        while (!open.isEmpty()) {
            Throwable next = open.remove();
            if (seen.add(next)) {
                Collections.addAll(open, next.getSuppressed());
                if (next.getCause() != null) {
                    open.add(next.getCause());
                }
            }
        }
        return seen;
    }
}
