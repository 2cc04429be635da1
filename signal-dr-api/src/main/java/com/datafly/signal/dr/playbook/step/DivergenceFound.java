package com.datafly.signal.dr.playbook.step;

import java.util.List;

/**
 * What only the old cluster has.
 *
 * @param spans the offsets there, by partition
 * @param events how many events, by reading them
 * @param exact whether surely none of them was copied
 * @since 0.1
 */
public record DivergenceFound(List<OffsetSpan> spans, long events, boolean exact) {}
