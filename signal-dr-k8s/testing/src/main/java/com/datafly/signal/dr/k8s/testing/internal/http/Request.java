package com.datafly.signal.dr.k8s.testing.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A request as it was received: header names in lower case, path and query decoded. */
public final class Request {

    private final String method;
    private final String target;
    private final Map<String, String> headers;
    private final byte[] body;
    private final Optional<String> user;

    /** Creates a request; the body is not copied. */
    public Request(String method, String target, Map<String, String> headers, byte[] body) {
        this(method, target, headers, body, Optional.empty());
    }

    private Request(String method, String target, Map<String, String> headers, byte[] body, Optional<String> user) {
        this.method = method;
        this.target = target;
        this.headers = Map.copyOf(headers);
        this.body = body;
        this.user = user;
    }

    /** Returns the same of a user that a certificate names. */
    Request by(Optional<String> certified) {
        return new Request(method, target, headers, body, certified);
    }

    /** Returns whom the certificate names that the connection was begun with, if it is valid. */
    public Optional<String> certifiedUser() {
        return user;
    }

    /** Returns the HTTP method. */
    public String method() {
        return method;
    }

    /** Returns the path and query as they were sent. */
    public String target() {
        return target;
    }

    /** Returns the path as it was sent, without the query. */
    public String path() {
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    /** Returns the parts of the path, decoded, without empty ones. */
    public List<String> segments() {
        List<String> segments = new ArrayList<>();
        for (String part : path().split("/", -1)) {
            if (!part.isEmpty()) {
                segments.add(URLDecoder.decode(part.replace("+", "%2B"), UTF_8));
            }
        }
        return segments;
    }

    /** Returns every parameter of the query with its values in the order in which they were sent. */
    public Map<String, List<String>> parameters() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        int mark = target.indexOf('?');
        if (mark < 0) {
            return parameters;
        }
        for (String pair : target.substring(mark + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), UTF_8);
            String value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), UTF_8);
            if (!name.isEmpty()) {
                parameters.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
            }
        }
        return parameters;
    }

    /** Returns the first value of a parameter, if it was sent and is not empty. */
    public Optional<String> parameter(String name) {
        return parameters().getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    /** Tells whether a parameter was sent as true. */
    public boolean flag(String name) {
        return parameter(name)
                .filter(value -> value.equals("true") || value.equals("1"))
                .isPresent();
    }

    /** Returns a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Returns the media type of the body without its parameters, in lower case; empty if none was told. */
    public String contentType() {
        return header("content-type").orElse("").split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    }

    /** Returns the body; not a copy. */
    public byte[] body() {
        return body;
    }

    /** Tells whether the client wants to leave HTTP for WebSockets. */
    public boolean asksForWebSocket() {
        return header("upgrade")
                .filter(value -> value.equalsIgnoreCase("websocket"))
                .isPresent();
    }
}
