package com.datafly.signal.dr.internal.platform.access;

import static java.util.Map.entry;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The YAML of a CronJob.
 *
 * @param timing when, and how long
 * @param call what is run, and as whom
 * @param space what it may use
 */
public record CronJobText(String name, String namespace, String image, Timing timing, Call call, Space space) {

    private static final Pattern BLANK = Pattern.compile("\\{(\\w+)}");
    private static final String FRAME = """
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: {name}
              namespace: {namespace}
              labels:
                app.kubernetes.io/name: {name}
                app.kubernetes.io/component: recovery-drill
            spec:
              schedule: {schedule}
              timeZone: {timeZone}
              concurrencyPolicy: Forbid
              startingDeadlineSeconds: 3600
              successfulJobsHistoryLimit: 4
              failedJobsHistoryLimit: 4
              jobTemplate:
                spec:
                  backoffLimit: 0
                  activeDeadlineSeconds: {limit}
                  template:
                    metadata:
                      labels:
                        app.kubernetes.io/name: {name}
                        app.kubernetes.io/component: recovery-drill
                    spec:
                      serviceAccountName: {account}
                      restartPolicy: Never
                      terminationGracePeriodSeconds: 120
                      securityContext:
                        runAsNonRoot: true
                        seccompProfile:
                          type: RuntimeDefault
                      containers:
                      - name: drill
                        image: {image}
                        args: {arguments}
                        env: {environment}
                        securityContext:
                          allowPrivilegeEscalation: false
                          readOnlyRootFilesystem: true
                          capabilities:
                            drop: ["ALL"]
                        resources:
                          requests:
                            cpu: 250m
                            memory: {memory}
                          limits:
                            memory: {mostMemory}
                        volumeMounts:
                        - name: tmp
                          mountPath: /tmp{mounts}
                      volumes:
                      - name: tmp
                        emptyDir: {temporary}{volumes}
            """;

    /**
     * When it runs.
     *
     * @param limit how long it may
     */
    public record Timing(String schedule, String timeZone, Duration limit) {}

    /**
     * What runs.
     *
     * @param secrets the Secret and its key, with a slash between, by variable
     */
    public record Call(
            String serviceAccount,
            List<String> arguments,
            Map<String, String> variables,
            Map<String, String> secrets) {}

    /**
     * What it may use.
     *
     * @param temporary the size of {@code /tmp}; empty for any
     * @param claims claims of volumes, by the path where they are mounted
     */
    public record Space(String memory, String mostMemory, String temporary, Map<String, String> claims) {}

    /** Returns it. */
    public String yaml() {
        Map<String, String> values = Map.ofEntries(
                entry("name", quoted(name)),
                entry("namespace", quoted(namespace)),
                entry("schedule", quoted(timing.schedule())),
                entry("timeZone", quoted(timing.timeZone())),
                entry("limit", Long.toString(timing.limit().toSeconds())),
                entry("account", quoted(call.serviceAccount())),
                entry("image", quoted(image)),
                entry("arguments", arguments()),
                entry("environment", environment()),
                entry("memory", space.memory()),
                entry("mostMemory", space.mostMemory()),
                entry("temporary", space.temporary().isEmpty() ? "{}" : "{sizeLimit: " + space.temporary() + "}"),
                entry("mounts", mounts()),
                entry("volumes", volumes()));
        return BLANK.matcher(FRAME)
                .replaceAll(blank -> Matcher.quoteReplacement(requireNonNull(values.get(blank.group(1)))));
    }

    private String mounts() {
        StringBuilder lines = new StringBuilder();
        int number = 1;
        for (String path : space.claims().keySet()) {
            lines.append("\n            - name: volume-")
                    .append(number++)
                    .append("\n              mountPath: ")
                    .append(quoted(path));
        }
        return lines.toString();
    }

    private String volumes() {
        StringBuilder lines = new StringBuilder();
        int number = 1;
        for (String claim : space.claims().values()) {
            lines.append("\n          - name: volume-")
                    .append(number++)
                    .append("\n            persistentVolumeClaim:\n              claimName: ")
                    .append(quoted(claim));
        }
        return lines.toString();
    }

    private String arguments() {
        if (call.arguments().isEmpty()) {
            return "[]";
        }
        StringBuilder lines = new StringBuilder();
        call.arguments().forEach(word -> lines.append("\n            - ").append(quoted(word)));
        return lines.toString();
    }

    private String environment() {
        if (call.variables().isEmpty() && call.secrets().isEmpty()) {
            return "[]";
        }
        StringBuilder lines = new StringBuilder();
        call.variables()
                .forEach((variable, value) -> lines.append("\n            - name: ")
                        .append(quoted(variable))
                        .append("\n              value: ")
                        .append(quoted(value)));
        call.secrets()
                .forEach((variable, source) -> lines.append("\n            - name: ")
                        .append(quoted(variable))
                        .append("\n              valueFrom:\n                secretKeyRef:\n                  name: ")
                        .append(quoted(source.substring(0, source.indexOf('/'))))
                        .append("\n                  key: ")
                        .append(quoted(source.substring(source.indexOf('/') + 1))));
        return lines.toString();
    }

    /** A text of JSON is one of YAML too. */
    private static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
}
