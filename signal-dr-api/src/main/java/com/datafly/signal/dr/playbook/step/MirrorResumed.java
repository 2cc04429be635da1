package com.datafly.signal.dr.playbook.step;

import java.util.List;

/**
 * How the copying software went on.
 *
 * @param moved the old cluster's offsets from which it goes on where it was moved; other partitions go on where they
 *     were
 * @since 0.1
 */
public record MirrorResumed(List<PartitionOffset> moved) {}
