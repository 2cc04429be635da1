package com.datafly.signal.dr.selfmanaged.testing;

import java.nio.file.Path;

/**
 * Where a database and its past lie.
 *
 * @param home holds the data directory and what PostgreSQL and recoveries put beside it; goes with the database
 * @param past holds the repository and the spool; goes when the past is forgotten
 * @param name names the data directory in {@code home}
 */
record Place(Path home, Path past, String name) {

    Path dataDirectory() {
        return home.resolve(name);
    }

    Path repository() {
        return past.resolve("repository");
    }

    Path spool() {
        return past.resolve("spool");
    }
}
