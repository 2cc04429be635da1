package com.datafly.signal.dr.playbook.step;

import java.util.List;

/**
 * What became of the snapshots that a retention plan wanted to remove.
 *
 * @param removed the ids of those that are gone
 * @param kept the ids of those that stay after all, because something came to speak for them
 * @since 0.1
 */
public record SnapshotsRemoved(List<String> removed, List<String> kept) {}
