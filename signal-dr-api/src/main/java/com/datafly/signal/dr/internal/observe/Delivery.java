package com.datafly.signal.dr.internal.observe;

import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunListener;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener with its queue and its thread. Thread-safe. */
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final RunListener listener;
    private final String name;
    private final EventQueue queue;
    private final Object lock = new Object();
    /** Only the listener's thread touches it. */
    private final Set<Class<?>> complained = new HashSet<>();

    private @Nullable Thread thread;
    private boolean finished;

    Delivery(RunListener listener, int capacity) {
        this.listener = listener;
        this.name = name(listener.getClass());
        this.queue = new EventQueue(capacity);
    }

    /** Queues an event. */
    void offer(RunEvent event) {
        synchronized (lock) {
            if (finished) {
                return;
            }
            queue.add(event);
            if (thread == null) {
                start();
            }
            lock.notifyAll();
        }
    }

    /** Takes no more events, and ends the thread when the queued ones are delivered. */
    void finish() {
        synchronized (lock) {
            finished = true;
            lock.notifyAll();
        }
    }

    /** Waits until the thread has ended, or the deadline of {@link System#nanoTime} is over: then interrupts it. */
    void awaitEnd(long deadline) {
        boolean interrupted = false;
        synchronized (lock) {
            long left = deadline - System.nanoTime();
            while (running() && left > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(lock, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                left = deadline - System.nanoTime();
            }
            if (running()) {
                giveUp();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells whether there is a thread to wait for, which the caller's own is not. */
    private boolean running() {
        return thread != null && thread != Thread.currentThread();
    }

    private void start() {
        // A daemon, for a listener that never returns must not keep the process alive.
        Thread created = new Thread(this::run, "signal-dr-events-" + name);
        created.setDaemon(true);
        try {
            created.start();
            thread = created;
        } catch (OutOfMemoryError e) {
            LOG.warn("no thread could be started for run listener {}; the next event tries again", name);
        }
    }

    private void run() {
        for (List<RunEvent> events = take(); !events.isEmpty(); events = take()) {
            events.forEach(this::tell);
        }
        synchronized (lock) {
            thread = null;
            lock.notifyAll();
        }
    }

    private List<RunEvent> take() {
        synchronized (lock) {
            while (queue.isEmpty() && !finished) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    // The listener's own: only finish() ends this thread.
                }
            }
            return queue.isEmpty() ? List.of() : queue.take();
        }
    }

    /** Only the class is logged: the message is the host's, and may hold anything. */
    private void tell(RunEvent event) {
        try {
            listener.on(event);
        } catch (Throwable e) {
            if (complained.add(e.getClass())) {
                LOG.warn(
                        "run listener {} threw {}; it hears the next events all the same",
                        name,
                        e.getClass().getName());
            }
        }
    }

    private void giveUp() {
        LOG.warn("run listener {} did not return in time; it does not hear the last {} events", name, queue.size());
        queue.clear();
        if (thread != null) {
            thread.interrupt();
        }
    }

    private static String name(Class<?> type) {
        String simple = type.getSimpleName();
        int generated = simple.indexOf("$$");
        return generated > 0 ? simple.substring(0, generated) : simple.isEmpty() ? "listener" : simple;
    }
}
