package com.datafly.signal.dr.k8s.testing.internal.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads YAML as manifests are written: blocks, lists, quoted and folded texts, and JSON in between. Anchors, tags and
 * several documents in one text are not understood.
 *
 * <p>JSON alone is read as what it is.
 */
public final class Yaml {

    private final List<YamlLine> lines;
    private int next;

    private Yaml(List<YamlLine> lines) {
        this.lines = lines;
    }

    /**
     * Reads one document.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    public static JsonNode read(String text) {
        if (text.stripLeading().startsWith("{")) {
            return scalar(text.strip());
        }
        Yaml yaml = new Yaml(YamlLine.split(text));
        yaml.skipBlank();
        JsonNode node = yaml.next < yaml.lines.size() ? yaml.block(yaml.peek().indent()) : NullNode.getInstance();
        yaml.skipBlank();
        if (yaml.next < yaml.lines.size()) {
            throw yaml.unreadable();
        }
        return node;
    }

    /** Reads documents that are separated by lines of three dashes. */
    public static List<JsonNode> readAll(String text) {
        List<JsonNode> documents = new ArrayList<>();
        for (String document : text.split("(?m)^---\\s*$", -1)) {
            if (!document.isBlank()) {
                documents.add(read(document));
            }
        }
        return documents;
    }

    private JsonNode block(int indent) {
        return isItem(peek().text()) ? sequence(indent) : mapping(indent);
    }

    private ObjectNode mapping(int indent) {
        ObjectNode object = Json.object();
        for (skipBlank(); here(indent) && !isItem(peek().text()); skipBlank()) {
            String line = peek().text();
            int colon = YamlLine.colon(line);
            if (colon < 0) {
                throw unreadable();
            }
            String key = scalar(line.substring(0, colon).trim()).asText();
            String rest = YamlLine.withoutComment(line.substring(colon + 1)).trim();
            next++;
            object.set(key, value(rest, indent));
        }
        return object;
    }

    private ArrayNode sequence(int indent) {
        ArrayNode array = Json.array();
        for (skipBlank(); here(indent) && isItem(peek().text()); skipBlank()) {
            String rest = peek().text().substring(1);
            int inner = indent + 1 + leading(rest);
            String item = rest.trim();
            boolean nested =
                    isItem(item) || (YamlLine.colon(item) >= 0 && !item.startsWith("{") && !item.startsWith("["));
            if (nested) {
                lines.set(next, new YamlLine(inner, item, peek().raw()));
                array.add(block(inner));
            } else {
                next++;
                array.add(value(YamlLine.withoutComment(item).trim(), indent));
            }
        }
        return array;
    }

    private JsonNode value(String rest, int indent) {
        if (rest.startsWith("|") || rest.startsWith(">")) {
            return Json.array().textNode(literal(rest, indent));
        }
        if (!rest.isEmpty()) {
            return scalar(rest.startsWith("{") || rest.startsWith("[") || rest.startsWith("\"") ? joined(rest) : rest);
        }
        skipBlank();
        boolean below = next < lines.size()
                && (peek().indent() > indent || (peek().indent() == indent && isItem(peek().text())));
        return below ? block(peek().indent()) : NullNode.getInstance();
    }

    /** Joins the lines of JSON that goes on over several of them. */
    private String joined(String first) {
        StringBuilder text = new StringBuilder(first);
        while (!YamlLine.isClosed(text) && next < lines.size()) {
            text.append(' ').append(peek().text());
            next++;
        }
        return text.toString();
    }

    private String literal(String header, int indent) {
        List<String> texts = new ArrayList<>();
        int own = -1;
        while (next < lines.size() && (peek().isBlank() || peek().indent() > indent)) {
            YamlLine line = lines.get(next++);
            own = own < 0 && !line.isBlank() ? line.indent() : own;
            texts.add(line.raw().length() <= Math.max(own, 0) ? "" : line.raw().substring(Math.max(own, 0)));
        }
        String separator = header.startsWith("|") ? "\n" : " ";
        String text = String.join(separator, texts).stripTrailing();
        return header.endsWith("-") ? text : text + "\n";
    }

    private static JsonNode scalar(String text) {
        try {
            return YamlScalar.read(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not readable as YAML: " + text, e);
        }
    }

    private void skipBlank() {
        while (next < lines.size() && peek().isIgnored()) {
            next++;
        }
    }

    private boolean here(int indent) {
        return next < lines.size() && peek().indent() == indent;
    }

    private YamlLine peek() {
        return lines.get(next);
    }

    private static boolean isItem(String text) {
        return text.equals("-") || text.startsWith("- ");
    }

    private static int leading(String text) {
        return text.length() - text.stripLeading().length();
    }

    private IllegalArgumentException unreadable() {
        return new IllegalArgumentException("not readable as YAML, line " + (next + 1) + ": " + peek().text());
    }
}
