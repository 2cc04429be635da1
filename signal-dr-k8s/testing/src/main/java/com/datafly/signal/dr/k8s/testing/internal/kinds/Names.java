package com.datafly.signal.dr.k8s.testing.internal.kinds;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal.Cause;
import com.datafly.signal.dr.k8s.testing.internal.api.ResourceType;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules for names, labels and annotations. */
final class Names {

    private static final int MOST_ANNOTATIONS = 256 * 1024;
    private static final String LABEL_NAME = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final Pattern LABEL = Pattern.compile(LABEL_NAME);
    private static final Pattern SERVICE = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN = Pattern.compile(LABEL_NAME + "(\\." + LABEL_NAME + ")*");
    private static final Pattern VALUE = Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");
    private static final Pattern KEY = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");

    private static final String NO_SUBDOMAIN =
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must"
                    + " start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    private static final String NO_LABEL =
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and"
                    + " end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    private static final String NO_SERVICE =
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic"
                    + " character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used"
                    + " for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
    private static final String NO_VALUE =
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must"
                    + " start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345',"
                    + " regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
    private static final String NO_KEY =
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
                    + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation"
                    + " is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private Names() {}

    static void check(ResourceType type, JsonNode object, List<Cause> causes) {
        name(type, Json.text(object, "metadata", "name"), causes);
        labels("metadata.labels", Json.at(object, "metadata", "labels"), causes);
        long size = 0;
        for (Map.Entry<String, String> annotation :
                Json.texts(Json.at(object, "metadata", "annotations")).entrySet()) {
            key("metadata.annotations", annotation.getKey(), causes);
            size += bytes(annotation.getKey()) + bytes(annotation.getValue());
        }
        if (size > MOST_ANNOTATIONS) {
            causes.add(Cause.tooLong("metadata.annotations", MOST_ANNOTATIONS));
        }
    }

    private static void name(ResourceType type, String name, List<Cause> causes) {
        if (name.isEmpty()) {
            causes.add(Cause.required("metadata.name", "name or generateName is required"));
        } else if (type.group().startsWith("rbac.")) {
            if (Set.of(".", "..").contains(name) || name.contains("/") || name.contains("%")) {
                causes.add(Cause.invalid("metadata.name", quoted(name), "may not contain '/' or '%'"));
            }
        } else if (type.is("", "namespaces")) {
            match(LABEL, 63, name, NO_LABEL, causes);
        } else if (type.is("", "services")) {
            match(SERVICE, 63, name, NO_SERVICE, causes);
        } else {
            match(SUBDOMAIN, 253, name, NO_SUBDOMAIN, causes);
        }
    }

    private static void match(Pattern pattern, int most, String name, String why, List<Cause> causes) {
        if (name.length() > most) {
            causes.add(Cause.invalid("metadata.name", quoted(name), "must be no more than " + most + " characters"));
        }
        if (!pattern.matcher(name).matches()) {
            causes.add(Cause.invalid("metadata.name", quoted(name), why));
        }
    }

    static void labels(String field, JsonNode labels, List<Cause> causes) {
        Json.texts(labels).forEach((key, value) -> {
            key(field, key, causes);
            if (value.length() > 63) {
                causes.add(Cause.invalid(field, quoted(value), "must be no more than 63 bytes"));
            } else if (!VALUE.matcher(value).matches()) {
                causes.add(Cause.invalid(field, quoted(value), NO_VALUE));
            }
        });
    }

    private static void key(String field, String key, List<Cause> causes) {
        String[] parts = key.split("/", -1);
        String name = parts[parts.length - 1];
        boolean prefixed = parts.length == 1
                || (parts.length == 2 && SUBDOMAIN.matcher(parts[0]).matches());
        if (!prefixed || name.length() > 63 || !KEY.matcher(name).matches()) {
            causes.add(Cause.invalid(field, quoted(key), NO_KEY));
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
