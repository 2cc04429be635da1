package com.datafly.signal.dr.k8s.helm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.k8s.testing.Pace;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.platform.ChartSource;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.datafly.signal.dr.platform.Releases;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.tck.SecretRecorder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Helm 3 itself, and an API server that it deploys to. */
abstract class RealHelmFixture {

    static final String NAMESPACE = "datafly";
    static final String OLD = "jdbc:postgresql://old.example/datafly";
    static final String NEW = "jdbc:postgresql://new.example/datafly";

    @TempDir
    Path folder;

    final ApiServer server = ApiServer.start().namespace(NAMESPACE);
    final SecretRecorder secrets = SecretRecorder.create();
    final Secret password = secrets.plant("database password");
    private SignalDr dr;
    Releases releases;

    @BeforeEach
    final void open() throws IOException {
        server.cluster().pace(Pace.AT_ONCE);
        dr = opened(server, "config");
        releases = dr.platform().releases();
    }

    @AfterEach
    final void close() {
        dr.close();
        server.close();
        password.close();
        secrets.assertNotLeaked();
    }

    final SignalDr opened(ApiServer cluster, String file) throws IOException {
        Path kubeconfig = Files.writeString(folder.resolve(file), cluster.kubeconfig(cluster.token()));
        return SignalDr.builder()
                .platform(
                        "k8s:" + NAMESPACE,
                        options -> options.option("kubeconfig", kubeconfig.toString())
                                .option("releases-by", "helm-java"))
                .build();
    }

    /** Writes a chart with a Secret, a ConfigMap and a Deployment. */
    final Path chart() throws IOException {
        Path chart = folder.resolve("datafly");
        write(chart, "Chart.yaml", "apiVersion: v2\nname: datafly\nversion: 1.4.2\nappVersion: \"7.0\"\n");
        write(chart, "values.yaml", "url: jdbc:postgresql://none/datafly\nreplicas: 2\npassword: \"\"\nlarge: \"\"\n");
        write(
                chart,
                "values.schema.json",
                "{\"type\":\"object\",\"properties\":{\"replicas\":{\"type\":\"integer\"}}}");
        write(chart, "templates/_helpers.tpl", "{{- define \"datafly.name\" -}}{{ .Release.Name }}-db{{- end -}}\n");
        write(chart, "templates/secret.yaml", """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: {{ include "datafly.name" . }}
                stringData:
                  url: {{ .Values.url | quote }}
                  password: {{ .Values.password | quote }}
                """);
        write(chart, "templates/api.yaml", """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: api
                spec:
                  replicas: {{ .Values.replicas }}
                  selector:
                    matchLabels: {app: api}
                  template:
                    metadata:
                      labels: {app: api}
                    spec:
                      containers:
                        - name: api
                          image: registry.example/api:1.4.2
                          resources: {limits: {cpu: 0.5, memory: 1024Mi}}
                          env:
                            - name: URL
                              valueFrom: {secretKeyRef: {name: datafly-db, key: url}}
                """);
        return chart;
    }

    /** Writes a chart with another within it. */
    final Path umbrella() throws IOException {
        Path chart = chart();
        write(
                chart,
                "Chart.yaml",
                "apiVersion: v2\nname: datafly\nversion: 1.4.2\ndependencies:\n  - {name: cache, version: 1.0.0}\n");
        write(chart, "charts/cache/Chart.yaml", "apiVersion: v2\nname: cache\nversion: 1.0.0\n");
        write(
                chart,
                "charts/cache/templates/a.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cache}\ndata: {of: cache}\n");
        return chart;
    }

    static void write(Path chart, String name, String content) throws IOException {
        Path file = chart.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    final StoredRelease install(Path chart) {
        try (Secret values = Secret.of("url: " + OLD + "\npassword: \"" + password.use(String::new) + "\"\n")) {
            return releases.install(ReleaseChange.of(
                    "datafly",
                    change ->
                            change.chart(ChartSource.path(chart)).values(values).key(key("install"))));
        }
    }

    static OperationKey key(String name) {
        return OperationKey.derive("run", name, 0, "");
    }

    static String url(ApiServer cluster) {
        JsonNode secret = cluster.objects().get("secrets", NAMESPACE, "datafly-db");
        return new String(Base64.getDecoder().decode(secret.at("/data/url").asText()), UTF_8);
    }

    final DrException failed(ErrorCode code, ThrowingCallable call) {
        DrException failure = catchThrowableOfType(DrException.class, call);
        assertThat(failure).isNotNull();
        secrets.search("a failure", failure);
        assertThat(failure.code()).as(String.valueOf(failure.getMessage())).isEqualTo(code);
        return failure;
    }
}
