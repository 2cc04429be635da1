package com.datafly.signal.dr.k8s.testing;

import com.datafly.signal.dr.k8s.testing.internal.api.Target;
import com.datafly.signal.dr.k8s.testing.internal.http.Request;

/**
 * A request that the server received, and how it ended.
 *
 * @since 0.1
 */
public final class Call {

    private final String verb;
    private final String resource;
    private final String namespace;
    private final String name;
    private final Request request;
    private final int status;

    Call(String verb, Target target, Request request, int status) {
        this(verb, target.permission(), target.namespace(), target.name(), request, status);
    }

    private Call(String verb, String resource, String namespace, String name, Request request, int status) {
        this.verb = verb;
        this.resource = resource;
        this.namespace = namespace;
        this.name = name;
        this.request = request;
        this.status = status;
    }

    static Call elsewhere(Request request, int status) {
        return new Call("", "", "", "", request, status);
    }

    /** Returns Kubernetes' verb; empty if the path is no resource. */
    public String verb() {
        return verb;
    }

    /** Returns the resource, as in {@code pods/log}; empty if the path is none. */
    public String resource() {
        return resource;
    }

    /** Returns the namespace; empty if there was none. */
    public String namespace() {
        return namespace;
    }

    /** Returns the name of the object; empty for a collection. */
    public String name() {
        return name;
    }

    /** Returns the path and query as they were sent. */
    public String target() {
        return request.target();
    }

    /** Returns a parameter of the query, empty if it was not sent. */
    public String parameter(String parameter) {
        return request.parameter(parameter).orElse("");
    }

    /** Returns the media type of what was sent; empty for nothing. */
    public String contentType() {
        return request.contentType();
    }

    /** Returns the user agent. */
    public String userAgent() {
        return request.header("user-agent").orElse("");
    }

    /** Returns what was sent; not a copy. */
    public byte[] body() {
        return request.body();
    }

    /** Returns the HTTP status that was answered; zero if the request or its answer got lost. */
    public int status() {
        return status;
    }

    @Override
    public String toString() {
        return request.method() + " " + request.target() + " -> " + status;
    }
}
