package com.datafly.signal.dr.k8s.testing.internal.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Pattern;

/** Values of YAML that stand in one line. */
final class YamlScalar {

    private static final ObjectMapper QUOTED = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .build();
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]*\\.[0-9]+([eE][-+]?[0-9]+)?");
    private static final Pattern OCTAL = Pattern.compile("0[0-7]+");

    private YamlScalar() {}

    static JsonNode read(String text) throws JsonProcessingException {
        if (text.startsWith("{") || text.startsWith("[")) {
            return YamlFlow.read(text);
        }
        if (text.startsWith("\"")) {
            return QUOTED.readTree(text);
        }
        if (text.startsWith("'") && text.endsWith("'") && text.length() > 1) {
            return TextNode.valueOf(text.substring(1, text.length() - 1).replace("''", "'"));
        }
        return plain(text);
    }

    private static JsonNode plain(String text) {
        if (OCTAL.matcher(text).matches()) {
            return LongNode.valueOf(Long.parseLong(text, 8));
        }
        if (INTEGER.matcher(text).matches()) {
            return LongNode.valueOf(Long.parseLong(text));
        }
        if (DECIMAL.matcher(text).matches()) {
            return DoubleNode.valueOf(Double.parseDouble(text));
        }
        return switch (text) {
            case "true" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            case "null", "~", "" -> NullNode.getInstance();
            default -> TextNode.valueOf(text);
        };
    }
}
