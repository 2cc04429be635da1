package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How much a recovery lost, by the canaries that came back.
 *
 * @param integrity {@link Verdict#FAILED} with a defect, {@link Verdict#UNPROVEN} if no canary came back
 * @param achieved what was lost; empty if nothing shows it
 * @param errorBar how far the true value may lie from the achieved one
 * @param newestRestored when the newest restored canary was written, by the database's clock
 * @param restored how many canaries came back
 * @param lost how many acknowledged canaries should have come back and did not
 * @param givenUp how many were given up on purpose, by the choice of the recovery point
 * @param defects holes and foreign rows, in plain words
 * @since 0.1
 */
public record RecoveryPointSeen(
        Verdict integrity,
        Optional<Duration> achieved,
        Duration errorBar,
        Optional<Instant> newestRestored,
        int restored,
        int lost,
        int givenUp,
        List<String> defects) {}
