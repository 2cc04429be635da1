package com.datafly.signal.dr.internal;

/** Stands for a cause whose message held a secret: its class, its redacted message and its stack trace. */
final class RedactedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private RedactedException(String message) {
        super(message);
    }

    static RedactedException of(Throwable original, Redactor redactor) {
        RedactedException redacted = new RedactedException(redactor.redact(original.toString()));
        redacted.setStackTrace(original.getStackTrace());
        return redacted;
    }
}
