package com.datafly.signal.dr.drill;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether an upgrade may go on, as far as drills can tell. Immutable.
 *
 * @since 0.1
 */
public final class UpgradeClearance {

    private final boolean cleared;
    private final String reason;
    private final @Nullable DrillResult evidence;

    private UpgradeClearance(boolean cleared, String reason, @Nullable DrillResult evidence) {
        this.cleared = cleared;
        this.reason = requireNonNull(reason, "reason");
        this.evidence = evidence;
    }

    /** Clears an upgrade by a result. */
    public static UpgradeClearance granted(String reason, DrillResult evidence) {
        return new UpgradeClearance(true, reason, requireNonNull(evidence, "evidence"));
    }

    /** Withholds the clearance; {@code reason} says what is missing. */
    public static UpgradeClearance withheld(String reason) {
        return new UpgradeClearance(false, reason, null);
    }

    /** Tells whether a pass counts that is newer than the last upgrade. */
    public boolean cleared() {
        return cleared;
    }

    /** Returns why, and where it is not cleared what to do, in plain words. */
    public String reason() {
        return reason;
    }

    /** Returns the drill that clears it. */
    public Optional<DrillResult> evidence() {
        return Optional.ofNullable(evidence);
    }

    @Override
    public String toString() {
        return (cleared ? "cleared: " : "not cleared: ") + reason;
    }
}
