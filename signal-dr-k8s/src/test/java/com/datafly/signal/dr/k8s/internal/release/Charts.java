package com.datafly.signal.dr.k8s.internal.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Charts of our own, small and made for the tests. */
final class Charts {

    private static final String CONFIG = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: {{ .Release.Name }}-config}
            data: {url: {{ .Values.url | quote }}}
            """;

    private Charts() {}

    /** Writes a chart whose one object has a value. */
    static Path single(Path folder) throws IOException {
        Path chart = chart(folder.resolve("single"), "single");
        Files.writeString(chart.resolve("values.yaml"), "url: jdbc:postgresql://old/datafly\n");
        Files.writeString(chart.resolve("templates/config.yaml"), CONFIG);
        return chart;
    }

    /** Writes a chart that holds another one. */
    static Path umbrella(Path folder) throws IOException {
        Path chart = single(folder.resolve("umbrella"));
        Path child = chart(chart.resolve("charts/child"), "child");
        Files.writeString(child.resolve("templates/secret.yaml"), """
                apiVersion: v1
                kind: Secret
                metadata: {name: {{ .Release.Name }}-child}
                stringData: {password: {{ .Values.password | quote }}}
                """);
        Files.writeString(child.resolve("values.yaml"), "password: from-the-child\n");
        return chart;
    }

    /** Writes a chart that cannot be compressed to less than 1 MiB. */
    static Path large(Path folder) throws IOException {
        Path chart = single(folder.resolve("large"));
        byte[] noise = new byte[1_300_000];
        new Random(7).nextBytes(noise);
        Files.write(chart.resolve("noise.bin"), noise);
        return chart;
    }

    private static Path chart(Path chart, String name) throws IOException {
        Files.createDirectories(chart.resolve("templates"));
        Files.writeString(
                chart.resolve("Chart.yaml"),
                "apiVersion: v2\nname: " + name + "\nversion: 1.4.2\nappVersion: \"7.0\"\n");
        return chart;
    }
}
