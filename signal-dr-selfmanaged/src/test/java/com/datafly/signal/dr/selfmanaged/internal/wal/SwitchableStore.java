package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.tck.ForwardingObjectStore;
import java.util.concurrent.atomic.AtomicBoolean;

/** A store that a test can make unreachable, or let fail in a way that nobody expects. */
final class SwitchableStore extends ForwardingObjectStore {

    private final AtomicBoolean broken = new AtomicBoolean();
    private volatile boolean down;

    SwitchableStore(ObjectStore store) {
        super(store);
    }

    void down(boolean isDown) {
        this.down = isDown;
    }

    /** Lets the next call fail with what no store may throw. */
    void breakOnce() {
        broken.set(true);
    }

    @Override
    protected ObjectStore reached() {
        if (broken.getAndSet(false)) {
            throw new IllegalStateException("the test has broken it");
        }
        if (down) {
            throw DrException.of(ErrorCode.UNAVAILABLE, "reach " + address(), "the test has cut it off");
        }
        return super.reached();
    }
}
