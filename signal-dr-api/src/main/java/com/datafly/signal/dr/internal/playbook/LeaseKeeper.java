package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.Lease;
import com.datafly.signal.dr.journal.LeaseHolder;
import com.datafly.signal.dr.journal.Leases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases of a run, renewed on a thread of their own for as long as this process works on it, or waits for the next
 * of them. Thread-safe.
 */
final class LeaseKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private final List<Lease> leases = new ArrayList<>();
    private final ScheduledExecutorService thread;
    private final Duration ttl;
    private volatile Runnable renewed = () -> {};
    private volatile Consumer<DrException> lost = failure -> {};

    LeaseKeeper(String runId, Duration ttl) {
        this.ttl = ttl;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread renewing = new Thread(task, "signal-dr-lease-" + runId);
            renewing.setDaemon(true);
            return renewing;
        });
    }

    /** Returns the name of the lease that keeps two runners from one run. */
    static String ofRun(String runId) {
        return "run:" + runId;
    }

    /** Begins to watch the holders of leases that are wanted next: so they are waited for at once, not one by one. */
    void watch(Leases from, List<String> resources) {
        for (String resource : resources) {
            from.find(resource).ifPresent(seen -> LOG.debug("waiting for {}", seen));
        }
    }

    /** Takes a lease, watching another holder for up to {@code patience}, and renews it every third of its duration. */
    void acquire(Leases from, String resource, LeaseHolder holder, Duration patience) {
        Lease lease =
                patience.isZero() ? from.acquire(resource, holder, ttl) : from.acquire(resource, holder, ttl, patience);
        boolean first;
        synchronized (leases) {
            first = leases.isEmpty();
            leases.add(lease);
        }
        if (first) {
            long period = ttl.toNanos() / 3;
            Future<?> unused = thread.scheduleWithFixedDelay(this::renew, period, period, TimeUnit.NANOSECONDS);
        }
    }

    /** Lets {@code renewed} hear of renewals, and {@code lost}, once or more, that one of them is lost. */
    void keep(Runnable renewed, Consumer<DrException> lost) {
        this.renewed = renewed;
        this.lost = lost;
    }

    /** Refuses with {@code FENCED} if one of them is lost. */
    void requireHeld() {
        held().forEach(Lease::requireHeld);
    }

    /** Gives them back. */
    void release() {
        thread.shutdownNow();
        for (Lease lease : held()) {
            try {
                lease.release();
            } catch (RuntimeException e) {
                LOG.warn(
                        "the lease of {} could not be given back and expires by itself: {}",
                        lease.resource(),
                        e.getMessage());
            }
        }
    }

    /** Lets them expire: something of this process may still act under them. */
    void letExpire() {
        thread.shutdownNow();
    }

    private void renew() {
        for (Lease lease : held()) {
            try {
                lease.renew();
            } catch (DrException failure) {
                if (failure.code() == ErrorCode.FENCED) {
                    lost.accept(failure);
                    return;
                }
                LOG.warn("the lease of {} could not be renewed: {}", lease.resource(), failure.getMessage());
            } catch (RuntimeException | Error defect) {
                // Thrown on, it would end the renewals silently.
                LOG.warn("the lease of {} could not be renewed", lease.resource(), defect);
            }
        }
        try {
            requireHeld();
            renewed.run();
        } catch (DrException failure) {
            lost.accept(failure);
        }
    }

    private List<Lease> held() {
        synchronized (leases) {
            return List.copyOf(leases);
        }
    }
}
