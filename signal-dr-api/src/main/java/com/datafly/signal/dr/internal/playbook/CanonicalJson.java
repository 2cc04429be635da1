package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Plain data (maps, lists, text, numbers, booleans, null) as JSON: the same data gives the same text on every JVM,
 * whatever the order in which maps iterate.
 */
final class CanonicalJson {

    private static final int MOST_DIGITS = 17;
    private static final ObjectMapper PARSER = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_LONG_FOR_INTS);

    private CanonicalJson() {}

    static String print(@Nullable Object plain) {
        StringBuilder out = new StringBuilder();
        print(plain, out);
        return out.toString();
    }

    static @Nullable Object parse(String json) {
        try {
            return PARSER.readValue(json, Object.class);
        } catch (JsonProcessingException e) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "read a value",
                    "the text is no JSON: " + e.getOriginalMessage(),
                    failure -> failure.hint("Pass the text that this library wrote, unchanged."));
        }
    }

    private static void print(@Nullable Object plain, StringBuilder out) {
        if (plain instanceof Map<?, ?> map) {
            object(map, out);
        } else if (plain instanceof List<?> list) {
            array(list, out);
        } else if (plain instanceof String text) {
            text(text, out);
        } else if (plain instanceof Double number) {
            out.append(shortest(number));
        } else {
            out.append(plain);
        }
    }

    private static void object(Map<?, ?> map, StringBuilder out) {
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((name, value) -> sorted.put(String.valueOf(name), value));
        String separator = "{";
        for (Map.Entry<String, @Nullable Object> entry : sorted.entrySet()) {
            out.append(separator);
            text(entry.getKey(), out);
            out.append(':');
            print(entry.getValue(), out);
            separator = ",";
        }
        out.append(sorted.isEmpty() ? "{}" : "}");
    }

    private static void array(List<?> list, StringBuilder out) {
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            print(list.get(i), out);
        }
        out.append(']');
    }

    private static void text(String text, StringBuilder out) {
        out.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        out.append('"');
    }

    /**
     * Returns the fewest digits that mean this number: what the JDK prints for a double differs between its releases.
     */
    private static String shortest(double number) {
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < MOST_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == number) {
                return decimal(rounded);
            }
        }
        return decimal(exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN)));
    }

    /** Keeps a point or an exponent, so that the number is read back as the same kind. */
    private static String decimal(BigDecimal number) {
        String text = number.stripTrailingZeros().toString();
        return text.indexOf('.') >= 0 || text.indexOf('E') >= 0 ? text : text + ".0";
    }
}
