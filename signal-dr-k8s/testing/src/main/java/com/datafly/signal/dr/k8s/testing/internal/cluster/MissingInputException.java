package com.datafly.signal.dr.k8s.testing.internal.cluster;

/** Something that a container needs to start is not there. */
public final class MissingInputException extends Exception {

    private static final long serialVersionUID = 1L;

    MissingInputException(String message) {
        super(message);
    }
}
