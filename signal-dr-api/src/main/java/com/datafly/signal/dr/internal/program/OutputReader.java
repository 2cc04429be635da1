package com.datafly.signal.dr.internal.program;

import com.datafly.signal.dr.internal.file.FileErrors;
import com.datafly.signal.dr.internal.file.Uninterrupted;
import com.datafly.signal.dr.playbook.step.TerraformOutputs;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads what {@code terraform output -json} prints, which has sensitive values in clear. */
final class OutputReader {

    /** A journal is no place for more. */
    private static final int LONGEST = 4000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private OutputReader() {}

    static TerraformOutputs read(String operation, Path file) {
        JsonNode all;
        try {
            all = JSON.readTree(Uninterrupted.call(() -> Files.readString(file)));
        } catch (IOException e) {
            throw FileErrors.withoutEffect(operation, new IOException("the outputs cannot be read as JSON"));
        }
        Map<String, String> values = new TreeMap<>();
        Set<String> withheld = new TreeSet<>();
        all.properties().forEach(entry -> {
            String text = text(entry.getValue().path("value"));
            if (entry.getValue().path("sensitive").asBoolean(true) || text.length() > LONGEST) {
                withheld.add(entry.getKey());
            } else {
                values.put(entry.getKey(), text);
            }
        });
        return new TerraformOutputs(values, withheld);
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
    }
}
