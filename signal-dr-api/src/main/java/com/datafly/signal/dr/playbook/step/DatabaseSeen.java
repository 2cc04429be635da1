package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.database.DatabaseRole;
import com.datafly.signal.dr.database.DatabaseState;
import java.util.List;
import java.util.Optional;

/**
 * What a provider said of a database.
 *
 * @param state whether it can be used
 * @param role whether it is a primary or a standby
 * @param engineVersion PostgreSQL's version
 * @param systemIdentifier PostgreSQL's system identifier, where the provider tells
 * @param sizeBytes the size of the data in bytes, where the provider tells
 * @param warnings what stands between the database and a recovery, a sentence each
 * @since 0.1
 */
public record DatabaseSeen(
        DatabaseState state,
        DatabaseRole role,
        String engineVersion,
        Optional<String> systemIdentifier,
        Optional<Long> sizeBytes,
        List<String> warnings) {}
