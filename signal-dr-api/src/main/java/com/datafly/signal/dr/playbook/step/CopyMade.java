package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import java.util.List;
import java.util.Optional;

/**
 * A database that a step made.
 *
 * @param name the name that its source knows it by
 * @param address the address under which it can be opened
 * @param key the key of the operation that made it, which tells it from another of the same name
 * @param target the point that was asked for
 * @param snapshotId the snapshot that the restore began with, where the provider tells
 * @param reachedLsn the position in the write-ahead log that it reached, where the provider tells
 * @param differences what differs from the source's configuration, a sentence each
 * @param warnings what a person should look at before relying on it, a sentence each
 * @since 0.1
 */
public record CopyMade(
        String name,
        String address,
        String key,
        RecoveryTarget target,
        Optional<String> snapshotId,
        Optional<Lsn> reachedLsn,
        List<String> differences,
        List<String> warnings) {}
