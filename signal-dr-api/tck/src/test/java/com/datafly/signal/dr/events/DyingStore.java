package com.datafly.signal.dr.events;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.ObjectWriter;
import com.datafly.signal.dr.store.Precondition;
import com.datafly.signal.dr.tck.ForwardingObjectStore;

/** A store whose user dies at a write: neither that one's answer nor anything later reaches him. */
final class DyingStore extends ForwardingObjectStore {

    private final int survived;
    private final Moment moment;
    private int writes;
    private boolean dead;

    /** Lets so many writes pass. */
    DyingStore(ObjectStore store, int survived, Moment moment) {
        super(store);
        this.survived = survived;
        this.moment = moment;
    }

    enum Moment {
        /** The write does not happen. */
        BEFORE,
        /** The write happens. */
        AFTER,
        /** Nobody dies, but no write's answer arrives. */
        ANSWERS_LOST
    }

    @Override
    public synchronized ObjectInfo write(String key, byte[] content, Precondition precondition) {
        ObjectStore store = reached();
        dead = writes == survived && moment != Moment.ANSWERS_LOST;
        writes++;
        if (moment == Moment.BEFORE) {
            requireAlive();
        }
        ObjectInfo written = store.write(key, content, precondition);
        if (moment == Moment.ANSWERS_LOST) {
            throw DrException.create(
                    ErrorCode.UNAVAILABLE, "write " + key, "the answer was lost", lost -> lost.effect(Effect.UNKNOWN));
        }
        requireAlive();
        return written;
    }

    @Override
    public ObjectWriter writer(String key, Precondition precondition) {
        throw new UnsupportedOperationException("an archive writes whole objects");
    }

    @Override
    public boolean delete(String key, Precondition precondition) {
        throw new UnsupportedOperationException("an archive only adds");
    }

    @Override
    protected synchronized ObjectStore reached() {
        requireAlive();
        return super.reached();
    }

    private void requireAlive() {
        if (dead) {
            throw DrException.of(ErrorCode.UNAVAILABLE, "reach the store", "the process is dead");
        }
    }
}
