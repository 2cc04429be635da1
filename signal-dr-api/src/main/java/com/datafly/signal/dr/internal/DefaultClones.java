package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.database.Clones;
import com.datafly.signal.dr.database.Restore;

/** Copies by one driver. */
public final class DefaultClones implements Clones {

    private final Resource resource;

    DefaultClones(Resource resource) {
        this.resource = resource;
    }

    @Override
    public Restore create() {
        return DefaultRestore.ofClone(resource);
    }
}
