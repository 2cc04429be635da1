package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.store.ObjectStore;

class InMemoryObjectStoreTest extends ObjectStoreContract {

    private final InMemoryObjectStore objects = InMemoryObjectStore.create("test");

    @Override
    protected ObjectStore open() {
        return objects;
    }
}
