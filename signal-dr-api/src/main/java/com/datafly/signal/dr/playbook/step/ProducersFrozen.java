package com.datafly.signal.dr.playbook.step;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a host's step knows that made the producers write no more. Only they can tell what a lost cluster had
 * acknowledged last.
 *
 * @param acknowledged the offset behind the last acknowledged event of each partition; empty if nobody counted
 * @param lastAcknowledgedAt when the last event was acknowledged
 * @since 0.1
 */
public record ProducersFrozen(List<PartitionOffset> acknowledged, Optional<Instant> lastAcknowledgedAt) {}
