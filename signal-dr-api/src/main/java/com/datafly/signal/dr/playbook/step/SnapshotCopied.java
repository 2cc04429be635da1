package com.datafly.signal.dr.playbook.step;

import java.time.Instant;

/**
 * A copy of a snapshot in another place.
 *
 * @param place where it lies
 * @param id the provider's name for it there
 * @param name the caller's name for it
 * @param createdAt the instant whose state it holds, as near as the provider tells
 * @since 0.1
 */
public record SnapshotCopied(String place, String id, String name, Instant createdAt) {}
