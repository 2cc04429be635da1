package com.datafly.signal.dr.k8s.internal.helm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.Secret;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Takes the values of a release out of what Helm prints: its messages quote them, and sometimes whole objects.
 *
 * <p>Any text among the values may be a password, so all are masked but the short ones and those of fields that hold
 * none; in base64, as Secrets have them, all.
 */
public final class ValueMask {

    private static final String MASK = "********";
    private static final int SHORTEST = 6;
    private static final int LONGEST_MESSAGE = 600;
    /** What the API server quotes of an object, as of a revision's whose values are not at hand. */
    private static final Pattern QUOTED = Pattern.compile(
            "((?:Invalid|Unsupported|Duplicate) value: )(\"(?:[^\"\\\\]|\\\\.)*\"|[^\"\\s:]+)", Pattern.DOTALL);

    private static final Set<String> PUBLIC = Set.of(
            "image",
            "repository",
            "tag",
            "registry",
            "pullPolicy",
            "name",
            "fullnameOverride",
            "nameOverride",
            "namespace",
            "type",
            "kind",
            "className",
            "storageClass",
            "serviceAccountName",
            "logLevel");

    private final List<String> texts;

    private ValueMask(Collection<String> texts) {
        this.texts = texts.stream()
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** Knows no values. */
    public static ValueMask none() {
        return new ValueMask(List.of());
    }

    /** Knows the values of documents of YAML; one that cannot be read is masked as a whole, line by line. */
    public static ValueMask of(List<Secret> documents) {
        Set<String> texts = new TreeSet<>();
        for (Secret document : documents) {
            String text = document.use(String::new);
            try {
                collect("", Serialization.unmarshal(text, Object.class), texts);
            } catch (RuntimeException e) {
                // Helm will refuse it too, and may quote a line of it.
                text.lines()
                        .map(String::strip)
                        .filter(line -> line.length() >= SHORTEST)
                        .forEach(texts::add);
            }
        }
        return new ValueMask(texts);
    }

    private static void collect(String field, Object value, Set<String> texts) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, child) -> collect(String.valueOf(key), child == null ? "" : child, texts));
        } else if (value instanceof Collection<?> list) {
            list.forEach(child -> collect(field, child == null ? "" : child, texts));
        } else {
            String text = value.toString();
            byte[] bytes = text.getBytes(UTF_8);
            if (text.length() >= 4) {
                texts.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
            }
            if (text.length() >= SHORTEST && !PUBLIC.contains(field)) {
                texts.add(text);
                texts.add(quoted(text));
            }
        }
    }

    /** Returns a text as Go prints it between quotes. */
    private static String quoted(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
    }

    /** Returns one line of at most 600 characters without values, and without objects that were printed whole. */
    public String apply(String message) {
        String masked = message;
        for (String text : texts) {
            masked = masked.replace(text, MASK);
        }
        masked = QUOTED.matcher(masked)
                .replaceAll("$1" + MASK)
                .replaceAll("(?s)(&?[A-Za-z0-9_.]*\\{|map\\[).*", "(an object, left out)")
                .replaceAll("\\s+", " ")
                .strip();
        return masked.length() > LONGEST_MESSAGE ? masked.substring(0, LONGEST_MESSAGE) + "…" : masked;
    }
}
