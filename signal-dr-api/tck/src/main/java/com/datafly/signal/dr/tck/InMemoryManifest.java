package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.platform.ObjectRef;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A manifest as an {@link InMemoryPlatform} reads it: documents of JSON between lines of three hyphens. */
final class InMemoryManifest {

    private static final Pattern MANIFEST = Pattern.compile("\"manifest\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static final Pattern PLAIN_DATA = Pattern.compile("\"stringData\"\\s*:\\s*\\{([^}]*)}");

    private InMemoryManifest() {}

    /** Returns the documents as a JSON array. */
    static String objects(String manifest) {
        List<String> documents = documents(manifest);
        documents.stream().filter(document -> !document.startsWith("{")).forEach(document -> {
            throw DrException.of(ErrorCode.INTEGRITY_FAILED, "read a manifest", "a document of it is not JSON");
        });
        return documents.stream().collect(Collectors.joining(",", "[", "]"));
    }

    /** Returns a revision's content. */
    static String content(String name, String values, String chart, String manifest) {
        return "{\"name\":\"" + name + "\",\"config\":" + values + ",\"chart\":" + chart + ",\"manifest\":\""
                + manifest.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"}";
    }

    /** Makes the objects of a content be there; of Secrets, their values in plain. */
    static void apply(InMemoryPlatform platform, String content) {
        Matcher manifest = MANIFEST.matcher(content);
        if (!manifest.find()) {
            return;
        }
        String text =
                manifest.group(1).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
        for (String document : documents(text)) {
            ObjectRef object = new ObjectRef(
                    field(document, "apiVersion"), field(document, "kind"), platform.name(), field(document, "name"));
            platform.state().objects().put(object, document);
            if (object.kind().equals("Secret")) {
                Matcher values = PLAIN_DATA.matcher(document);
                while (values.find()) {
                    platform.state().secrets().deploy(object.name(), values.group(1));
                }
            }
        }
    }

    private static String field(String document, String name) {
        Matcher field = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(document);
        return field.find() ? field.group(1) : "";
    }

    /** Returns the documents one by one, without comments. */
    static List<String> documents(String manifest) {
        return Arrays.stream(manifest.split("(?m)^---$"))
                .map(document -> document.replaceAll("(?m)^#.*$", "").strip())
                .filter(document -> !document.isEmpty())
                .toList();
    }
}
