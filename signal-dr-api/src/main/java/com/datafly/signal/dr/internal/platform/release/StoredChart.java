package com.datafly.signal.dr.internal.platform.release;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Base64;

/** A chart as a release keeps it: its own files, without the charts within it. */
final class StoredChart {

    private final String release;
    private final ReleaseJson json;

    StoredChart(String release, ReleaseJson json) {
        this.release = release;
        this.json = json;
    }

    /** Refuses a chart that is not whole. */
    void requireWhole(String operation) {
        if (!json.subcharts().isEmpty()) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "the platform does not keep the charts within the chart " + json.chartName() + ": "
                            + String.join(", ", json.subcharts()),
                    failure -> failure.hint("Give the chart: its archive, its folder, or where it is published."));
        }
        if (!isThere()) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "the platform keeps no chart with the release " + release,
                    failure -> failure.hint("Give the chart: its archive, its folder, or where it is published."));
        }
    }

    /** Tells whether it can be made anew. */
    boolean isWhole() {
        return json.subcharts().isEmpty() && isThere();
    }

    private boolean isThere() {
        return !json.chart().path("metadata").path("name").asText("").isEmpty()
                && !json.chart().path("templates").isEmpty();
    }

    /** Writes its files to a folder of its own. */
    Path write(ScratchFolder scratch) {
        JsonNode chart = json.chart();
        scratch.write("chart/Chart.yaml", YamlText.of(chart.path("metadata")).getBytes(UTF_8));
        scratch.write("chart/values.yaml", YamlText.of(json.defaults()).getBytes(UTF_8));
        if (!chart.path("schema").asText("").isEmpty()) {
            scratch.write(
                    "chart/values.schema.json", decoded(chart.path("schema").asText()));
        }
        writeAll(scratch, chart.path("templates"));
        writeAll(scratch, chart.path("files"));
        return scratch.path("chart");
    }

    private void writeAll(ScratchFolder scratch, JsonNode files) {
        for (JsonNode file : files) {
            scratch.write(
                    "chart/" + file.path("name").asText(),
                    decoded(file.path("data").asText("")));
        }
    }

    private byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw DrException.of(
                    ErrorCode.INTEGRITY_FAILED, "read the chart of " + release, "a file of it is not in base64");
        }
    }
}
