package com.datafly.signal.dr.playbook.step;

import java.time.Instant;
import java.util.List;

/**
 * What a retention policy would remove.
 *
 * @param plannedAt when that was found out
 * @param removals the snapshots that would go, oldest first
 * @param kept how many would stay
 * @since 0.1
 */
public record RetentionPlanned(Instant plannedAt, List<SnapshotSeen> removals, int kept) {}
