package com.datafly.signal.dr.kafka.testing;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * A key with the certificate that an authority gave to it, as files and as text; for tests only.
 *
 * @param keyStore a file of the type PKCS12
 * @param password of that file and of the key in it
 * @param certificates the certificate and its authority's, as PEM
 * @param key the key, unencrypted, as PEM
 * @since 0.1
 */
public record TlsIdentity(Path keyStore, String password, String certificates, String key) {

    /** Refuses null. */
    public TlsIdentity {
        requireNonNull(keyStore, "keyStore");
        requireNonNull(password, "password");
        requireNonNull(certificates, "certificates");
        requireNonNull(key, "key");
    }

    /** Shows neither password nor key. */
    @Override
    public String toString() {
        return keyStore.toString();
    }
}
