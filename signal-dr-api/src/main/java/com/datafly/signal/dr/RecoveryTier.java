package com.datafly.signal.dr;

import java.time.Duration;

/**
 * The tiers that Datafly Signal's operations guide promises for its PostgreSQL database.
 *
 * @since 0.1
 */
public enum RecoveryTier {
    /** At most 1 hour of data lost, recovered within 4 hours. */
    STANDARD(Duration.ofHours(1), Duration.ofHours(4)),
    /** At most 15 minutes of data lost, recovered within 1 hour. */
    ENHANCED(Duration.ofMinutes(15), Duration.ofHours(1)),
    /** Nothing lost (synchronous replication), recovered within 15 minutes. */
    HIGH_AVAILABILITY(Duration.ZERO, Duration.ofMinutes(15));

    private final RecoveryObjectives objectives;

    RecoveryTier(Duration rpo, Duration rto) {
        this.objectives = new RecoveryObjectives(rpo, rto);
    }

    /** Returns the tier's two objectives. */
    public RecoveryObjectives objectives() {
        return objectives;
    }
}
