package com.datafly.signal.dr.drill;

import java.util.List;

/**
 * What one tick of a schedule did. Immutable.
 *
 * @since 0.1
 */
public final class DrillTick {

    private final List<DrillResult> results;
    private final List<MissedDrill> missed;

    private DrillTick(List<DrillResult> results, List<MissedDrill> missed) {
        this.results = List.copyOf(results);
        this.missed = List.copyOf(missed);
    }

    /** Describes a tick. */
    public static DrillTick of(List<DrillResult> results, List<MissedDrill> missed) {
        return new DrillTick(results, missed);
    }

    /** Returns the drills that this tick ran to an end, in order. */
    public List<DrillResult> results() {
        return results;
    }

    /** Returns the missed drills that this tick was the first to notice. */
    public List<MissedDrill> missed() {
        return missed;
    }

    @Override
    public String toString() {
        return results + ", missed " + missed;
    }
}
