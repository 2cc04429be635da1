package com.datafly.signal.dr.internal.platform.health;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.platform.HealthReport;
import com.datafly.signal.dr.platform.HealthWatch;
import com.datafly.signal.dr.platform.PlatformHealth;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Waits until a platform is healthy and has stayed so for a while. */
final class HealthWait {

    private static final String OPERATION = "wait for healthy workloads";

    private final PlatformResource resource;
    private final HealthWatch watch;
    private final HealthLooks looks;
    private final Steadiness steadiness;
    private @Nullable HealthReport last;

    HealthWait(PlatformHealth health, PlatformResource resource, HealthWatch watch) {
        this.resource = resource;
        this.watch = watch;
        this.looks = new HealthLooks(health, resource, watch);
        this.steadiness = new Steadiness(looks.diary());
    }

    HealthReport await() {
        while (true) {
            Optional<HealthReport> seen = looks.look(watch.query());
            if (seen.isPresent()) {
                last = seen.get();
            }
            Optional<Duration> steady = steadiness.look(seen, looks.elapsed());
            if (steady.filter(enough -> enough.compareTo(watch.steadyFor()) >= 0)
                    .isPresent()) {
                return seen.orElseThrow();
            }
            if (looks.isOver()) {
                throw late(steady.isPresent());
            }
            looks.pause(OPERATION);
        }
    }

    private DrException late(boolean unsteady) {
        String waited = "not after " + Durations.words(watch.within()) + ": ";
        return DrException.create(ErrorCode.DEADLINE_EXCEEDED, OPERATION, waited + why(unsteady), failure -> {
            failure.resource(resource.address().toString()).hint(hint());
            looks.failure().ifPresent(failure::cause);
        });
    }

    private String why(boolean unsteady) {
        if (unsteady) {
            String healthy = "it is healthy, and has not been so for " + Durations.words(watch.steadyFor());
            return steadiness
                    .disturbance()
                    .map(what -> healthy + "; last " + what)
                    .orElse(healthy);
        }
        return looks.failure()
                .map(DrException::problem)
                .orElseGet(() -> last == null ? "nothing was seen" : last.summary());
    }

    private String hint() {
        return last == null || last.healthy()
                ? "Wait longer, or look why the platform answers so late."
                : String.join(" ", last.remedies());
    }
}
