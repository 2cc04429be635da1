package com.datafly.signal.dr.internal.platform.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes JSON as YAML that people read: maps and lists as blocks, texts quoted wherever a reader could take them for
 * something else.
 */
final class YamlText {

    /** Texts that every version of YAML reads as texts: no number, date, truth value or null begins like them. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./-]+)*");

    private static final Pattern WORDS = Pattern.compile("(?i)null|true|false|yes|no|on|off|y|n|nan|inf|infinity");

    private final StringBuilder text = new StringBuilder();

    private YamlText() {}

    /** Writes a document. */
    static String of(JsonNode tree) {
        YamlText yaml = new YamlText();
        if (isBlock(tree)) {
            yaml.block(tree, 0);
        } else {
            yaml.text.append(yaml.scalar(tree)).append('\n');
        }
        return yaml.text.toString();
    }

    private void block(JsonNode tree, int depth) {
        if (tree.isObject()) {
            for (Map.Entry<String, JsonNode> field : tree.properties()) {
                indent(depth).append(quoted(field.getKey())).append(':');
                value(field.getValue(), depth);
            }
        } else {
            for (JsonNode element : tree) {
                indent(depth).append('-');
                value(element, depth);
            }
        }
    }

    private void value(JsonNode value, int depth) {
        if (isBlock(value)) {
            text.append('\n');
            block(value, depth + 1);
        } else {
            text.append(' ').append(scalar(value)).append('\n');
        }
    }

    private StringBuilder indent(int depth) {
        return text.append("  ".repeat(depth));
    }

    private String scalar(JsonNode value) {
        return value.isTextual() ? quoted(value.asText()) : value.toString();
    }

    private static String quoted(String value) {
        return PLAIN.matcher(value).matches() && !WORDS.matcher(value).matches()
                ? value
                : ReleaseJson.MAPPER.getNodeFactory().textNode(value).toString();
    }

    /** An empty map or list is written as in JSON. */
    private static boolean isBlock(JsonNode tree) {
        return tree.isContainerNode() && !tree.isEmpty();
    }
}
