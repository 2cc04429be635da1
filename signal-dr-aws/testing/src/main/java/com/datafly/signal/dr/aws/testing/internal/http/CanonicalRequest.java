package com.datafly.signal.dr.aws.testing.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A request in the form in which signature version 4 hashes it. */
final class CanonicalRequest {

    private CanonicalRequest() {}

    static String of(Request request, Signature signature, String payloadHash) {
        StringBuilder out = new StringBuilder();
        out.append(request.method()).append('\n');
        out.append(path(request.path(), signature.service())).append('\n');
        out.append(query(request.query())).append('\n');
        for (String header : signature.signedHeaders()) {
            out.append(header).append(':').append(values(request, header)).append('\n');
        }
        out.append('\n').append(String.join(";", signature.signedHeaders())).append('\n');
        return out.append(payloadHash).toString();
    }

    /** S3 alone signs the path as it was encoded once; the other services encode it a second time. */
    private static String path(String raw, String service) {
        List<String> segments = new ArrayList<>();
        for (String segment : raw.split("/", -1)) {
            String once = Encoding.encode(Encoding.decode(segment));
            segments.add(service.equals("s3") ? once : Encoding.encode(segment));
        }
        return raw.isEmpty() ? "/" : String.join("/", segments);
    }

    private static String query(String raw) {
        List<String> pairs = new ArrayList<>();
        for (Map.Entry<String, String> pair : pairs(raw)) {
            pairs.add(Encoding.encode(pair.getKey()) + "=" + Encoding.encode(pair.getValue()));
        }
        pairs.sort(null);
        return String.join("&", pairs);
    }

    private static List<Map.Entry<String, String>> pairs(String raw) {
        List<Map.Entry<String, String>> out = new ArrayList<>();
        for (String pair : raw.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                out.add(Map.entry(Encoding.decode(name), Encoding.decode(value)));
            }
        }
        return out;
    }

    private static String values(Request request, String header) {
        List<String> values = new ArrayList<>();
        for (String value : request.headers(header)) {
            values.add(value.trim().replaceAll(" +", " "));
        }
        return String.join(",", values);
    }
}
