package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.internal.ProductResources;
import java.util.Optional;

/** What a run works on: a live target or a drill's. Thread-safe. */
public interface RunTarget {

    /**
     * Returns the name of what is meant, without secrets, pinned by the journal: a run is resumed only with a target of
     * the same identity. It tells a live target from a drill's.
     */
    String identity();

    /** Returns the database, if the target has one. */
    Optional<Database> database();

    /** Returns what the product has besides the database. */
    default ProductResources resources() {
        return ProductResources.NONE;
    }

    /** Returns a copy of one of the host's secrets, which the run closes. */
    Optional<Secret> secret(String name);
}
