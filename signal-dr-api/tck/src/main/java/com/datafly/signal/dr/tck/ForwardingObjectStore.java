package com.datafly.signal.dr.tck;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.ObjectWriter;
import com.datafly.signal.dr.store.Precondition;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A store that hands every call to another one, for tests in which something befalls some of them: override those, or
 * {@link #reached()} for all. As thread-safe as the other one.
 *
 * @since 0.1
 */
public class ForwardingObjectStore implements ObjectStore {

    private final ObjectStore store;

    /** Hands calls to {@code store}. */
    public ForwardingObjectStore(ObjectStore store) {
        this.store = requireNonNull(store, "store");
    }

    /** Returns the other store, for a call that is to be handed to it: what this throws befalls the call. */
    protected ObjectStore reached() {
        return store;
    }

    @Override
    public String address() {
        return store.address();
    }

    @Override
    public List<FailureDomain> failureDomains() {
        return store.failureDomains();
    }

    @Override
    public Optional<ObjectInfo> find(String key) {
        return reached().find(key);
    }

    @Override
    public InputStream read(String key) {
        return reached().read(key);
    }

    @Override
    public InputStream read(String key, long offset, long length) {
        return reached().read(key, offset, length);
    }

    @Override
    public ObjectInfo write(String key, byte[] content, Precondition precondition) {
        return reached().write(key, content, precondition);
    }

    @Override
    public ObjectWriter writer(String key, Precondition precondition) {
        return reached().writer(key, precondition);
    }

    @Override
    public List<ObjectInfo> list(String prefix, String after, int limit) {
        return reached().list(prefix, after, limit);
    }

    @Override
    public boolean delete(String key, Precondition precondition) {
        return reached().delete(key, precondition);
    }

    @Override
    public void close() {
        store.close();
    }
}
