package com.datafly.signal.dr.k8s.internal.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/**
 * How objects of one kind hold registers.
 *
 * @param <T> the kind
 */
interface RegisterForm<T extends HasMetadata> {

    /** Returns how many bytes a register may have. */
    int largest();

    /** Puts the content into a new object, or a change of one. */
    void write(ObjectNode object, byte[] content);

    /**
     * Returns the content of an object, empty if it has none.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    Optional<byte[]> read(T object);
}
