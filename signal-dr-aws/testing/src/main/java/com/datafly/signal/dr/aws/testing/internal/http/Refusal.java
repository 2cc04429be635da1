package com.datafly.signal.dr.aws.testing.internal.http;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/** A request that a service refuses, with the service's own code. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;
    private final transient Map<String, String> headers;

    private Refusal(String code, int status, String message, Map<String, String> headers) {
        super(message);
        this.code = code;
        this.status = status;
        this.headers = headers;
    }

    /** Creates a refusal that the caller could have avoided, with HTTP status 400. */
    public static Refusal of(String code, String message) {
        return of(code, 400, message);
    }

    /** Creates a refusal with that HTTP status. */
    public static Refusal of(String code, int status, String message) {
        return new Refusal(code, status, message, Map.of());
    }

    /** Returns the same refusal with headers beside it. */
    public Refusal with(Map<String, String> headers) {
        return new Refusal(code, status, text(), Map.copyOf(headers));
    }

    /** Returns the service's code, as in {@code DBInstanceNotFound}. */
    public String code() {
        return code;
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns the sentence that the caller reads. */
    public String text() {
        return requireNonNull(getMessage());
    }

    /** Returns the headers that go with the answer. */
    public Map<String, String> headers() {
        return headers;
    }
}
