package com.datafly.signal.dr.selfmanaged.testing;

import java.nio.file.Path;

/**
 * Where a database lies.
 *
 * @param home holds all that belongs to it
 * @param name names its data directory
 */
record Place(Path home, String name) {

    /** Holds the data directory, and what PostgreSQL and a recovery put beside it. */
    Path databases() {
        return home.resolve("databases");
    }

    Path dataDirectory() {
        return databases().resolve(name);
    }

    /** Holds the log on its way to the archive. */
    Path spool() {
        return home.resolve("spool");
    }
}
