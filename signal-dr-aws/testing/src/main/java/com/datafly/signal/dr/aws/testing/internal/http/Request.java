package com.datafly.signal.dr.aws.testing.internal.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request, and once its signature was verified, whose it is.
 *
 * <p>The path and the query are as they were sent, still encoded; the body is as it was sent, so {@code aws-chunked}
 * bodies still have their chunks. A stale request is to be answered as it would have been before the last change.
 */
public final class Request {

    private final Head head;
    private final byte[] body;
    private final String region;
    private final Principal principal;
    private final boolean stale;

    private Request(Head head, byte[] body, String region, Principal principal, boolean stale) {
        this.head = head;
        this.body = body;
        this.region = region;
        this.principal = principal;
        this.stale = stale;
    }

    /** Creates a request that nobody has proven to be theirs yet. */
    public static Request unproven(Head head, byte[] body) {
        return new Request(head, body, "", Principal.NOBODY, false);
    }

    /** Returns the same request with whose it is, and the region that it was signed for. */
    public Request provenBy(Principal principal, String region) {
        return new Request(head, body, region, principal, stale);
    }

    /** Returns the same request, to be answered as before the last change. */
    public Request seenLate() {
        return new Request(head, body, region, principal, true);
    }

    /** Returns the id that the answer and its caller name this request by. */
    public String id() {
        return head.id();
    }

    /** Returns the HTTP method. */
    public String method() {
        return head.method();
    }

    /** Returns the path as it was sent. */
    public String path() {
        return head.path();
    }

    /** Returns the query as it was sent, empty if there was none. */
    public String query() {
        return head.query();
    }

    /** Returns all values of a header; its name in lower case. */
    public List<String> headers(String name) {
        return head.headers().getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** Returns the first value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** Returns every header, the names in lower case. */
    public Map<String, List<String>> headers() {
        return head.headers();
    }

    /** Returns the body as it was sent; not a copy. */
    public byte[] body() {
        return body;
    }

    /** Returns the region that the request was signed for. */
    public String region() {
        return region;
    }

    /** Returns who signed. */
    public Principal principal() {
        return principal;
    }

    /** Tells whether the answer is to be as it was before the last change. */
    public boolean stale() {
        return stale;
    }

    /** All but the body; header names in lower case. */
    public record Head(String id, String method, String path, String query, Map<String, List<String>> headers) {}
}
