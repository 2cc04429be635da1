package com.datafly.signal.dr.internal;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what was opened: each once, all of them though one fails. */
final class Closing {

    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final Set<AutoCloseable> open = new CopyOnWriteArraySet<>();

    /** Remembers something to be closed. */
    void add(AutoCloseable resource) {
        open.add(resource);
    }

    /** Forgets something that was closed by its owner. */
    void remove(AutoCloseable resource) {
        open.remove(resource);
    }

    /** Closes what is still open. */
    void closeAll() {
        all(open);
        open.clear();
    }

    /** Closes all of {@code resources}; a failure is logged, for the work is done and nobody can mend it. */
    static void all(Collection<? extends AutoCloseable> resources) {
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                LOG.warn(
                        "{} could not be closed: {}",
                        resource.getClass().getName(),
                        e.getClass().getName());
            }
        }
    }
}
