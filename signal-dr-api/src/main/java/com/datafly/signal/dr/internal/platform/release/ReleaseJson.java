package com.datafly.signal.dr.internal.platform.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharArrayReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JSON of a revision, and what it says. */
final class ReleaseJson {

    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /**
     * What Helm writes before each object of a subchart, as in {@code # Source: parent/charts/sub/templates/a.yaml}.
     */
    private static final Pattern SUBCHART = Pattern.compile("(?m)^# Source: [^/\\s]+/charts/([^/\\s]+)/");

    private final JsonNode tree;

    private ReleaseJson(JsonNode tree) {
        this.tree = tree;
    }

    /** Reads a revision's content. */
    static ReleaseJson of(String what, Secret content) {
        JsonNode tree = read(what, content);
        if (!tree.isObject()) {
            throw unreadable(what);
        }
        return new ReleaseJson(tree);
    }

    /** Reads JSON; a failure says nothing of the text, which may be secret. */
    static JsonNode read(String what, Secret json) {
        return json.use(text -> {
            try {
                return MAPPER.readTree(new CharArrayReader(text));
            } catch (IOException e) {
                throw unreadable(what);
            }
        });
    }

    static Secret secret(JsonNode tree) {
        try {
            return Secret.of(MAPPER.writeValueAsString(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /** Returns what the user supplied. */
    ObjectNode values() {
        return object("config");
    }

    /** Returns the chart's defaults. */
    ObjectNode defaults() {
        return tree.path("chart").path("values") instanceof ObjectNode values ? values : MAPPER.createObjectNode();
    }

    JsonNode chart() {
        return tree.path("chart");
    }

    String chartName() {
        JsonNode metadata = chart().path("metadata");
        return metadata.path("name").asText("") + "-" + metadata.path("version").asText("");
    }

    String manifest() {
        return tree.path("manifest").asText("");
    }

    /** Returns the objects that Helm makes anew at each upgrade; a manifest does not have them. */
    String upgradeHooks() {
        return hooks(event -> event.endsWith("-upgrade"));
    }

    /** Returns the objects of all hooks; a manifest does not have them. */
    String hooks() {
        return hooks(event -> true);
    }

    private String hooks(Predicate<String> wanted) {
        StringBuilder hooks = new StringBuilder();
        for (JsonNode hook : tree.path("hooks")) {
            for (JsonNode event : hook.path("events")) {
                if (wanted.test(event.asText(""))) {
                    hooks.append("\n---\n").append(hook.path("manifest").asText(""));
                    break;
                }
            }
        }
        return hooks.toString();
    }

    String description() {
        return tree.path("info").path("description").asText("");
    }

    /** Returns the charts within: those that it depends on, and those whose objects are in the manifest. */
    List<String> subcharts() {
        TreeSet<String> names = new TreeSet<>();
        chart().path("metadata")
                .path("dependencies")
                .forEach(one -> names.add(one.path("name").asText("")));
        Matcher sources = SUBCHART.matcher(manifest());
        while (sources.find()) {
            names.add(sources.group(1));
        }
        return new ArrayList<>(names);
    }

    private ObjectNode object(String field) {
        return tree.path(field) instanceof ObjectNode found ? found : MAPPER.createObjectNode();
    }

    private static DrException unreadable(String what) {
        return DrException.create(
                ErrorCode.INTEGRITY_FAILED,
                "read " + what,
                "its content is not JSON",
                failure -> failure.hint("Look at the object that holds it; an older revision may be whole."));
    }
}
