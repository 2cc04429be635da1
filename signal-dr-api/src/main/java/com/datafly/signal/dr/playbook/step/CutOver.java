package com.datafly.signal.dr.playbook.step;

import java.time.Instant;
import java.util.List;

/**
 * The moment from which on a new cluster has events that the old one has not.
 *
 * @param run the run that cut over
 * @param at when
 * @param cuts each partition
 * @param others the new cluster's other topics then, of which nothing was copied from the old one: they stay there
 * @since 0.1
 */
public record CutOver(String run, Instant at, List<PartitionCut> cuts, List<String> others) {}
