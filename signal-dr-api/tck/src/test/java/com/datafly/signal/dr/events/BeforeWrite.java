package com.datafly.signal.dr.events;

import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import com.datafly.signal.dr.tck.ForwardingObjectStore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** A store in which something happens once, right before a write. */
final class BeforeWrite extends ForwardingObjectStore {

    private final Predicate<String> when;
    private final Runnable meanwhile;
    private final AtomicBoolean done = new AtomicBoolean();

    BeforeWrite(ObjectStore store, Predicate<String> when, Runnable meanwhile) {
        super(store);
        this.when = when;
        this.meanwhile = meanwhile;
    }

    @Override
    public ObjectInfo write(String key, byte[] content, Precondition precondition) {
        if (when.test(key) && done.compareAndSet(false, true)) {
            meanwhile.run();
        }
        return super.write(key, content, precondition);
    }
}
