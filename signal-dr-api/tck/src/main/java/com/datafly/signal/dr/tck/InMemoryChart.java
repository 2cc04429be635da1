package com.datafly.signal.dr.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A chart that an {@link InMemoryPlatform} can deploy: documents of JSON in which {@code ${NAME}} stands for the text
 * of the field of that name, wherever it is among the values, or else among the defaults.
 *
 * <p>With {@code # fails} in its template its revisions fail, with {@code # hangs} they stay pending.
 *
 * @param name its name
 * @param version its version
 * @param template documents of JSON between lines of three hyphens
 * @param defaults its values as a JSON object
 * @param subcharts the charts that it depends on, which no release keeps
 * @since 0.1
 */
public record InMemoryChart(String name, String version, String template, String defaults, List<String> subcharts) {

    private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Za-z]+)}");

    /** Takes a copy. */
    public InMemoryChart {
        requireNonNull(name, "name");
        requireNonNull(version, "version");
        requireNonNull(template, "template");
        requireNonNull(defaults, "defaults");
        subcharts = List.copyOf(subcharts);
    }

    /** Returns what to apply, by values of which a later document goes before an earlier one. */
    String manifest(List<String> documents) {
        Matcher places = PLACE.matcher(template);
        StringBuilder manifest = new StringBuilder();
        while (places.find()) {
            places.appendReplacement(manifest, Matcher.quoteReplacement(value(places.group(1), documents)));
        }
        return places.appendTail(manifest).toString();
    }

    private String value(String field, List<String> documents) {
        Pattern entry = Pattern.compile("\"" + field + "\"\\s*:\\s*\"?([^\",}]*)");
        for (int i = documents.size() - 1; i >= 0; i--) {
            Matcher found = entry.matcher(documents.get(i));
            if (found.find()) {
                return found.group(1);
            }
        }
        Matcher found = entry.matcher(defaults);
        return found.find() ? found.group(1) : "";
    }

    /** Returns the chart as a release keeps it. */
    String stored() {
        String dependencies = subcharts.stream()
                .map(subchart -> "{\"name\":\"" + subchart + "\",\"version\":\"1.0.0\"}")
                .collect(Collectors.joining(",", "[", "]"));
        return "{\"metadata\":{\"apiVersion\":\"v2\",\"name\":\"" + name + "\",\"version\":\"" + version
                + "\",\"dependencies\":" + dependencies
                + "},\"templates\":[{\"name\":\"templates/all.yaml\",\"data\":\""
                + Base64.getEncoder().encodeToString(template.getBytes(UTF_8)) + "\"}],\"values\":" + defaults + "}";
    }
}
