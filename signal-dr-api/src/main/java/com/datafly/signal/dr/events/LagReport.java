package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What consumer groups had not read at one moment.
 *
 * @since 0.1
 */
public final class LagReport {

    private final Instant measuredAt;
    private final List<GroupLag> groups;
    private final List<String> warnings;

    private LagReport(Instant measuredAt, List<GroupLag> groups, List<String> warnings) {
        this.measuredAt = requireNonNull(measuredAt, "measuredAt");
        this.groups = List.copyOf(groups);
        this.warnings = List.copyOf(warnings);
    }

    /** Takes copies. */
    public static LagReport of(Instant measuredAt, List<GroupLag> groups, List<String> warnings) {
        return new LagReport(measuredAt, groups, warnings);
    }

    /** Returns when it was measured. */
    public Instant measuredAt() {
        return measuredAt;
    }

    /** Returns the groups: those that were expected in the order in which they were named, then the others. */
    public List<GroupLag> groups() {
        return groups;
    }

    /** Returns a group; empty if it was not measured. */
    public Optional<GroupLag> group(String name) {
        return groups.stream().filter(lag -> lag.name().equals(name)).findFirst();
    }

    /** Returns what else a person should know, as that records could not be read and so times are unknown. */
    public List<String> warnings() {
        return warnings;
    }

    /** Tells whether some group was expected, and every group that was is at {@linkplain GroupLag#zero() zero}. */
    public boolean zero() {
        return obstacles().isEmpty();
    }

    /** Tells whether everything about the expected groups was found out, whatever it is. */
    public boolean known() {
        return groups.stream().filter(GroupLag::expected).allMatch(GroupLag::known);
    }

    /** Returns why the expected groups are not at zero, for a person; empty if they are. */
    public List<String> obstacles() {
        List<String> obstacles = new ArrayList<>();
        if (groups.stream().noneMatch(GroupLag::expected)) {
            obstacles.add("no group was expected, so nothing is proven");
        }
        groups.stream().filter(GroupLag::expected).forEach(lag -> obstacles.addAll(lag.obstacles()));
        return List.copyOf(obstacles);
    }

    /**
     * Compares with an earlier measurement: who catches up, and when.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if that was no earlier
     */
    public LagTrend since(LagReport earlier) {
        return LagTrend.between(earlier, this);
    }

    @Override
    public String toString() {
        return String.join(
                System.lineSeparator(), groups.stream().map(GroupLag::toString).toList());
    }
}
