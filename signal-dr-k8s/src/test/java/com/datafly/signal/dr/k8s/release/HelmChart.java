package com.datafly.signal.dr.k8s.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A chart of our own: a Secret with the connection, a Deployment that uses it, and what a test adds. */
final class HelmChart {

    private final Path folder;

    private HelmChart(Path folder) {
        this.folder = folder;
    }

    /** Writes one whose Secret has its texts as {@code data}, as most charts do. */
    static HelmChart write(Path folder) throws IOException {
        HelmChart chart = new HelmChart(folder.resolve("datafly"));
        chart.file("Chart.yaml", "apiVersion: v2\nname: datafly\nversion: 1.4.2\nappVersion: \"7.0\"\n");
        chart.file("values.yaml", "url: jdbc:postgresql://none/datafly\nreplicas: 2\npassword: \"\"\n");
        chart.file("values.schema.json", "{\"type\":\"object\",\"properties\":{\"replicas\":{\"type\":\"integer\"}}}");
        chart.file("templates/_helpers.tpl", "{{- define \"datafly.name\" -}}{{ .Release.Name }}-db{{- end -}}\n");
        chart.secret("data", "b64enc | quote");
        chart.file("templates/api.yaml", """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: management-api
                spec:
                  replicas: {{ .Values.replicas }}
                  selector:
                    matchLabels: {app: management-api}
                  template:
                    metadata:
                      labels: {app: management-api}
                    spec:
                      containers:
                        - name: api
                          image: registry.example/api:{{ .Chart.AppVersion }}
                          resources: {limits: {cpu: 0.5, memory: 1024Mi}}
                          env:
                            - name: URL
                              valueFrom: {secretKeyRef: {name: datafly-db, key: url}}
                """);
        return chart;
    }

    /** Lets the Secret have its texts as {@code stringData}, which the server takes for nobody's field. */
    HelmChart asStringData() throws IOException {
        secret("stringData", "quote");
        return this;
    }

    /** Lets the Secret be made by a hook, which leaves no mark of the release, and makes it anew at each upgrade. */
    HelmChart asHook() throws IOException {
        secret("stringData", "quote");
        Path template = folder.resolve("templates/secret.yaml");
        String hook = "metadata:\n  annotations: {\"helm.sh/hook\": \"pre-install,pre-upgrade\"}\n";
        Files.writeString(template, Files.readString(template).replace("metadata:\n", hook));
        return this;
    }

    private void secret(String field, String form) throws IOException {
        file("templates/secret.yaml", """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: {{ include "datafly.name" . }}
                %1$s:
                  url: {{ .Values.url | %2$s }}
                  password: {{ .Values.password | %2$s }}
                """.formatted(field, form));
    }

    /** Adds a Job that an upgrade waits for, and that nobody runs. */
    HelmChart withEndlessHook() throws IOException {
        return file("templates/hook.yaml", """
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: endless
                  annotations: {"helm.sh/hook": pre-upgrade}
                spec:
                  template:
                    spec: {restartPolicy: Never, containers: [{name: endless, image: "endless:1"}]}
                """);
    }

    HelmChart withoutHook() throws IOException {
        Files.delete(folder.resolve("templates/hook.yaml"));
        return this;
    }

    /** Adds another chart within it. */
    HelmChart asUmbrella() throws IOException {
        file(
                "Chart.yaml",
                "apiVersion: v2\nname: datafly\nversion: 1.4.2\nappVersion: \"7.0\"\ndependencies:\n"
                        + "  - {name: cache, version: 1.0.0}\n");
        file("charts/cache/Chart.yaml", "apiVersion: v2\nname: cache\nversion: 1.0.0\n");
        return file(
                "charts/cache/templates/a.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cache}\ndata: {of: cache}\n");
    }

    /** Adds what cannot be compressed to 1 MiB. */
    HelmChart tooLarge() throws IOException {
        byte[] noise = new byte[1_200_000];
        new Random(7).nextBytes(noise);
        Files.write(folder.resolve("noise.bin"), noise);
        return this;
    }

    HelmChart file(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return this;
    }

    Path path() {
        return folder;
    }
}
