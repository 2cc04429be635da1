package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.platform.ReleaseOrigin;
import com.datafly.signal.dr.store.ObjectStore;
import java.util.Optional;

/**
 * Where exports of releases are.
 *
 * @param store the store; it stays open as long as the run goes on
 * @param prefix the beginning of their keys, as in {@code releases/}; empty for none
 * @param keySecret the name of the host's secret that has the key: 32 random bytes in base64
 * @param origin where those that are installed come from; empty for the platform that they are installed on
 * @since 0.1
 */
public record BundlePlace(ObjectStore store, String prefix, String keySecret, Optional<ReleaseOrigin> origin) {

    /** Refuses null. */
    public BundlePlace {
        requireNonNull(store, "store");
        requireNonNull(prefix, "prefix");
        requireNonNull(keySecret, "keySecret");
        requireNonNull(origin, "origin");
    }

    /** Names a place whose exports come from the platform that they are installed on. */
    public BundlePlace(ObjectStore store, String prefix, String keySecret) {
        this(store, prefix, keySecret, Optional.empty());
    }

    /** Names where those that are installed come from, as another cluster that is lost. */
    public BundlePlace from(ReleaseOrigin origin) {
        return new BundlePlace(store, prefix, keySecret, Optional.of(origin));
    }
}
