package com.datafly.signal.dr.internal.observe;

import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunListener;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells events to listeners, each over a queue and a thread of its own, so that none of them can stop or delay what
 * publishes. Thread-safe.
 *
 * <p>A queue holds 1024 events. Progress that was not delivered yet is replaced by newer progress of the same step, and
 * gives way first when the queue is full; then the oldest events do, and the listener is told how many it missed.
 */
public final class EventDispatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventDispatcher.class);
    private static final int CAPACITY = 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final List<Delivery> deliveries;
    private final EventMask mask;
    private final Duration patience;

    private EventDispatcher(List<RunListener> listeners, Function<String, String> redactor, Duration patience) {
        this.deliveries = listeners.stream()
                .map(listener -> new Delivery(listener, CAPACITY))
                .toList();
        this.mask = new EventMask(redactor);
        this.patience = patience;
    }

    /**
     * Creates a dispatcher, whose threads start with the first event.
     *
     * @param redactor masks the secrets in a text; what it cannot mask is not delivered
     */
    public static EventDispatcher to(List<RunListener> listeners, Function<String, String> redactor) {
        return new EventDispatcher(listeners, redactor, PATIENCE);
    }

    static EventDispatcher to(List<RunListener> listeners, Function<String, String> redactor, Duration patience) {
        return new EventDispatcher(listeners, redactor, patience);
    }

    /** Queues an event for every listener. Neither waits nor throws; does nothing after {@link #close}. */
    public void publish(RunEvent event) {
        if (deliveries.isEmpty()) {
            return;
        }
        RunEvent masked;
        try {
            // Here and not on the listener's thread: a secret that is closed by then could not be masked any more.
            masked = mask.apply(event);
        } catch (RuntimeException | Error e) {
            LOG.warn(
                    "an event of the kind {} is not told to listeners, because its secrets could not be masked: {}",
                    event.getClass().getSimpleName(),
                    e.getClass().getName());
            return;
        }
        deliveries.forEach(delivery -> delivery.offer(masked));
    }

    /**
     * Delivers what is queued, for five seconds at most, and ends the threads. A listener that closes from within an
     * event is not waited for. Closing again does nothing.
     */
    @Override
    public void close() {
        deliveries.forEach(Delivery::finish);
        long deadline = System.nanoTime() + patience.toNanos();
        deliveries.forEach(delivery -> delivery.awaitEnd(deadline));
    }
}
