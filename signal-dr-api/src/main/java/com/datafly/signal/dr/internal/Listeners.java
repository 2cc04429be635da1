package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.operation.ProgressListener;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells progress to whoever wants to hear it; one that throws disturbs neither the work nor the others. */
public final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<ProgressListener> listeners = new CopyOnWriteArrayList<>();
    private final Set<ProgressListener> complained = ConcurrentHashMap.newKeySet();

    /** Adds who hears of progress. */
    public void add(ProgressListener listener) {
        listeners.add(listener);
    }

    /** Tells all of them. */
    public void tell(Progress progress) {
        for (ProgressListener listener : listeners) {
            try {
                listener.progressed(progress);
            } catch (RuntimeException | AssertionError | LinkageError e) {
                warnOnce(listener, e);
            }
        }
    }

    /** Only the class is logged: the message is the host's, and may hold anything. */
    private void warnOnce(ProgressListener listener, Throwable thrown) {
        if (complained.add(listener)) {
            LOG.warn(
                    "progress listener {} threw {}",
                    listener.getClass().getName(),
                    thrown.getClass().getName());
        }
    }
}
