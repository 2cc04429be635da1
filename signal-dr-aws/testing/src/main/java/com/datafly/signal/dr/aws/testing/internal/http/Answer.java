package com.datafly.signal.dr.aws.testing.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a service answers: the status, headers, the body, and the error's code if it is a refusal. */
public final class Answer {

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final Optional<String> errorCode;

    private Answer(int status, Map<String, String> headers, byte[] body, Optional<String> errorCode) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.errorCode = errorCode;
    }

    /** Creates an answer; the body is not copied. */
    public static Answer of(int status, Map<String, String> headers, byte[] body) {
        return new Answer(status, Map.copyOf(headers), body, Optional.empty());
    }

    /** Creates an answer that is a document in XML. */
    public static Answer xml(int status, Xml document) {
        return of(
                status, Map.of("Content-Type", "text/xml"), document.document().getBytes(UTF_8));
    }

    /** Returns this answer as the refusal that it is. */
    public Answer refusing(Refusal refusal) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(refusal.headers());
        return new Answer(status, all, body, Optional.of(refusal.code()));
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns the headers. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns the body; not a copy. */
    public byte[] body() {
        return body;
    }

    /** Returns the service's code if this is a refusal. */
    public Optional<String> errorCode() {
        return errorCode;
    }
}
