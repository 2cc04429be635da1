package com.datafly.signal.dr.internal.platform.release;

import com.datafly.signal.dr.platform.ReleaseBundle.Facts;
import com.datafly.signal.dr.platform.ReleaseBundle.Reinstall;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The facts of an export as JSON. */
final class FactsJson {

    private FactsJson() {}

    static byte[] write(Facts facts) {
        ObjectNode json = ReleaseJson.MAPPER.createObjectNode();
        json.put("format", 1)
                .put("release", facts.release())
                .put("platform", facts.platform())
                .put("clusterId", facts.clusterId())
                .put("at", facts.at().toString())
                .put("revision", facts.revision())
                .put("chart", facts.chart())
                .put("reinstall", facts.reinstall().name());
        facts.history().forEach(json.putArray("history")::add);
        facts.subcharts().forEach(json.putArray("subcharts")::add);
        ObjectNode images = json.putObject("images");
        facts.images().forEach((image, digests) -> digests.forEach(images.putArray(image)::add));
        try {
            return ReleaseJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    static Facts read(String key, byte[] content) {
        try {
            JsonNode json = ReleaseJson.MAPPER.readTree(content);
            Map<String, List<String>> images = new TreeMap<>();
            json.path("images").properties().forEach(one -> images.put(one.getKey(), texts(one.getValue())));
            return new Facts(
                    key,
                    json.path("release").asText(""),
                    json.path("platform").asText(""),
                    json.path("clusterId").asText(""),
                    Instant.parse(json.path("at").asText("")),
                    texts(json.path("history")),
                    json.path("revision").asInt(),
                    json.path("chart").asText(""),
                    Reinstall.valueOf(json.path("reinstall").asText("")),
                    texts(json.path("subcharts")),
                    images);
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            throw BundleZip.damaged(key);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }
}
