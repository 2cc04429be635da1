package com.datafly.signal.dr.verify;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.internal.observe.Instruments;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Watches an {@link Exposure}: the host ticks, as often as it likes, and the copies are asked again.
 *
 * <p>Between two ticks the exposure grows with the time that passes, so that it never looks better than it is when the
 * ticks stop. Where Micrometer is there, its global registry has it as the gauge {@code signal.dr.exposure}, tagged
 * with the monitor's name; the gauge is not a number while no copy is known to survive. A newer monitor of the same
 * name takes the gauge over.
 *
 * <p>Thread-safe. It has no thread of its own, and nothing to close.
 *
 * @since 0.1
 */
public final class ExposureMonitor {

    private final List<FailureDomain> assumed;
    private final Supplier<? extends Collection<RecoverableCopy>> copies;
    private final Clock clock;
    private volatile Optional<List<RecoverableCopy>> seen = Optional.empty();

    private ExposureMonitor(
            Collection<FailureDomain> assumed, Supplier<? extends Collection<RecoverableCopy>> copies, Clock clock) {
        this.assumed = List.copyOf(assumed);
        this.copies = requireNonNull(copies, "copies");
        this.clock = requireNonNull(clock, "clock");
    }

    /**
     * Begins to watch; nothing is asked before the first tick.
     *
     * @param name what the gauge is tagged with, as in {@code orders}; of a small number of names
     * @param assumed what is assumed to be lost, all at once; at least one
     * @param copies asks the copies, as in {@code () -> List.of(RecoverableCopy.of("archive", domains, database))}
     * @param clock the host's clock
     * @throws DrException with {@code INVALID_ARGUMENT} if nothing is assumed to be lost
     */
    public static ExposureMonitor of(
            String name,
            Collection<FailureDomain> assumed,
            Supplier<? extends Collection<RecoverableCopy>> copies,
            Clock clock) {
        requireNonNull(name, "name");
        Exposure.requireAssumption(assumed);
        ExposureMonitor monitor = new ExposureMonitor(assumed, copies, clock);
        Instruments.exposure(name, () -> monitor.latest().flatMap(Exposure::achieved));
        return monitor;
    }

    /**
     * Asks the copies.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if two copies have one name; what was seen before stays
     */
    public Exposure tick() {
        List<RecoverableCopy> now = List.copyOf(copies.get());
        Exposure exposure = Exposure.of(clock.instant(), assumed, now);
        seen = Optional.of(now);
        return exposure;
    }

    /** Returns the exposure at this moment by what the last tick saw; empty before the first one. Asks nobody. */
    public Optional<Exposure> latest() {
        return seen.map(known -> Exposure.of(clock.instant(), assumed, known));
    }
}
