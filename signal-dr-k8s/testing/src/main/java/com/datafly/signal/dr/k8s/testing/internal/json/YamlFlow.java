package com.datafly.signal.dr.k8s.testing.internal.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** YAML between brackets, which is JSON whose words may be bare. */
final class YamlFlow {

    private final String text;
    private int position;

    private YamlFlow(String text) {
        this.text = text;
    }

    static JsonNode read(String text) throws JsonProcessingException {
        YamlFlow flow = new YamlFlow(text);
        JsonNode value = flow.value();
        flow.skipBlank();
        if (flow.position < text.length()) {
            throw flow.unreadable();
        }
        return value;
    }

    private JsonNode value() throws JsonProcessingException {
        skipBlank();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            default -> YamlScalar.read(word());
        };
    }

    private ObjectNode object() throws JsonProcessingException {
        ObjectNode object = Json.object();
        position++;
        for (skipBlank(); peek() != '}'; skipBlank()) {
            String key = YamlScalar.read(word()).asText();
            skipBlank();
            if (peek() != ':') {
                throw unreadable();
            }
            position++;
            object.set(key, value());
            separator('}');
        }
        position++;
        return object;
    }

    private ArrayNode array() throws JsonProcessingException {
        ArrayNode array = Json.array();
        position++;
        for (skipBlank(); peek() != ']'; skipBlank()) {
            array.add(value());
            separator(']');
        }
        position++;
        return array;
    }

    private void separator(char end) {
        skipBlank();
        if (peek() == ',') {
            position++;
        } else if (peek() != end) {
            throw unreadable();
        }
    }

    private String word() {
        int start = position;
        char first = peek();
        if (first == '"' || first == '\'') {
            position++;
            while (peek() != first) {
                position += first == '"' && peek() == '\\' ? 2 : 1;
            }
            position++;
        } else {
            while (!ends()) {
                position++;
            }
        }
        return text.substring(start, position).trim();
    }

    private boolean ends() {
        char here = peek();
        boolean colon = here == ':' && (position + 1 == text.length() || !isPart(text.charAt(position + 1)));
        return colon || here == ',' || here == ']' || here == '}' || here == '{' || here == '[';
    }

    private static boolean isPart(char next) {
        return !Character.isWhitespace(next) && next != '"' && next != '[' && next != '{';
    }

    private void skipBlank() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private char peek() {
        if (position >= text.length()) {
            throw unreadable();
        }
        return text.charAt(position);
    }

    private IllegalArgumentException unreadable() {
        return new IllegalArgumentException("not readable as YAML: " + text);
    }
}
