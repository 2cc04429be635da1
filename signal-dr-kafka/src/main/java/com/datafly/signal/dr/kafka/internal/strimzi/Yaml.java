package com.datafly.signal.dr.kafka.internal.strimzi;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.Map;

/** Writes maps, lists, texts and numbers as YAML. Texts are quoted as in JSON, which any parser of YAML reads. */
public final class Yaml {

    private static final String STEP = "  ";

    private final StringBuilder text = new StringBuilder();

    private Yaml() {}

    /** Writes a document. */
    public static String write(Map<String, ?> document) {
        Yaml yaml = new Yaml();
        yaml.map(document, "");
        return yaml.text.toString();
    }

    private void map(Map<?, ?> map, String indent) {
        map.forEach((key, value) -> {
            text.append(indent).append(key).append(':');
            value(value, indent + STEP);
        });
    }

    private void value(Object value, String indent) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            text.append('\n');
            map(map, indent);
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            text.append('\n');
            list.forEach(item -> item(item, indent));
        } else {
            text.append(' ').append(scalar(value)).append('\n');
        }
    }

    private void item(Object item, String indent) {
        int dash = text.length();
        if (item instanceof Map<?, ?> map) {
            map(map, indent + STEP);
            // The first key stands behind the dash.
            text.replace(dash + indent.length(), dash + indent.length() + STEP.length(), "- ");
        } else {
            text.append(indent).append("- ").append(scalar(item)).append('\n');
        }
    }

    private static String scalar(Object value) {
        if (value instanceof Number) {
            return value.toString();
        }
        if (value instanceof Map<?, ?>) {
            return "{}";
        }
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(value.toString())) + '"';
    }
}
