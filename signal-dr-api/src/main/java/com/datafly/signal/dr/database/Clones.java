package com.datafly.signal.dr.database;

import com.datafly.signal.dr.internal.DefaultClones;

/**
 * Copies of one database's present state. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface Clones permits DefaultClones {

    /** Describes a new database with the present state of this one; the provider may take it from a fresh snapshot. */
    Restore create();
}
