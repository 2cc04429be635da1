package com.datafly.signal.dr.kafka.internal.connect;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.ReplicationTask.Kind;
import com.datafly.signal.dr.kafka.MirrorFlow;
import com.datafly.signal.dr.kafka.MirrorMakerConfig;
import com.datafly.signal.dr.kafka.internal.config.ConnectorSettings;
import com.datafly.signal.dr.kafka.internal.config.MirrorConnector;
import com.datafly.signal.dr.kafka.internal.driver.KafkaDriver;
import com.datafly.signal.dr.kafka.internal.http.Call;
import com.datafly.signal.dr.kafka.internal.http.JsonHttp;
import com.datafly.signal.dr.kafka.internal.mirror.FlowBack;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Makes MirrorMaker's connectors for one flow. */
public final class Deployment {

    private static final String POLICY = "replication.policy.class";

    private static final Duration BEAT = Duration.ofMillis(500);

    /** As long as several heartbeats, which come each second by default. */
    private static final Duration WATCHED = Duration.ofSeconds(5);

    private final JsonHttp http;
    private final MirrorMakerConfig config;
    private final MirrorFlow flow;
    private final Optional<KafkaDriver> source;
    private final String operation;

    /**
     * Prepares connectors; nothing is sent yet.
     *
     * @param source the cluster that is copied from, if an opposite flow is looked for there
     */
    public Deployment(JsonHttp http, MirrorMakerConfig config, MirrorFlow flow, Optional<KafkaDriver> source) {
        this.http = http;
        this.config = config;
        this.flow = flow;
        this.source = source;
        this.operation = "deploy MirrorMaker " + flow;
    }

    /** Checks all connectors, then makes them; returns their names. */
    public List<String> run() {
        if (!config.flows().contains(flow)) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "the configuration does not switch this flow on",
                    failure -> failure.hint("Set " + flow + ".enabled = true."));
        }
        requireNoCircle();
        Map<String, JsonNode> wanted = new LinkedHashMap<>();
        for (MirrorConnector connector : MirrorConnector.values()) {
            String name = flow + "." + connector.className();
            JsonNode settings = JsonHttp.MAPPER.valueToTree(
                    new ConnectorSettings(config.properties(), flow).connect(connector, name));
            check(connector, settings);
            wanted.put(name, settings);
        }
        wanted.forEach((name, settings) -> http.send(Call.change(
                operation + ": make " + name, "PUT", "/connectors/" + JsonHttp.segment(name) + "/config", settings)));
        return List.copyOf(wanted.keySet());
    }

    /** Two directions under the same names copy every event in a circle. */
    private void requireNoCircle() {
        if (!keepsNames(config.get(flow, POLICY).orElse(""))) {
            return;
        }
        MirrorFlow back = flow.reversed();
        if (config.flows().contains(back) && keepsNames(config.get(back, POLICY).orElse(""))) {
            throw circle("the configuration switches " + back + " on too, and both keep the names of topics");
        }
        http.send(Call.get(operation + ": look for the other direction", "/connectors?expand=info"))
                .properties()
                .forEach(connector -> {
                    JsonNode settings = connector.getValue().at("/info/config");
                    if (Mirrors.kind(settings) == Kind.EVENTS
                            && Mirrors.copiesFrom(back.source(), settings)
                            && settings.path("target.cluster.alias").asText("").equals(back.target())
                            && keepsNames(settings.path(POLICY).asText(""))) {
                        throw circle("the connector " + connector.getKey() + " copies " + back
                                + ", and both keep the names of topics");
                    }
                });
        source.ifPresent(this::requireNoTraces);
    }

    /** Workers are attached to what they copy to: what copies back runs elsewhere, and shows at the source alone. */
    private void requireNoTraces(KafkaDriver cluster) {
        FlowBack back = FlowBack.keepingNames(
                flow.reversed(),
                config.get(flow, "offset-syncs.topic.location").orElse("source").equals("target"),
                config.get(flow, "replication.policy.separator"),
                config.get(flow, "replication.policy.internal.topic.separator.enabled")
                        .map(Boolean::valueOf)
                        .orElse(true));
        Map<String, Long> first = back.traces(cluster);
        boolean seen = first.values().stream().anyMatch(each -> each >= 0);
        long begin = System.nanoTime();
        while (seen && System.nanoTime() - begin < WATCHED.toNanos()) {
            LockSupport.parkNanos(BEAT.toNanos());
            Set<String> growing = back.proving(first, back.traces(cluster));
            if (!growing.isEmpty()) {
                throw circle("something copies " + flow.reversed() + ", for " + growing + " grow at " + cluster
                        + ", and both keep the names of topics");
            }
        }
    }

    private static boolean keepsNames(String policy) {
        return policy.strip().endsWith("IdentityReplicationPolicy");
    }

    private DrException circle(String problem) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                operation,
                problem + ": each event would be copied in a circle for ever",
                failure -> failure.hint("Nothing was deployed. Delete the other direction first, or leave"
                        + " replication.policy.class at its default."));
    }

    private void check(MirrorConnector connector, JsonNode settings) {
        // Checking changes nothing, though it is sent as a change.
        JsonNode answer = http.send(Call.check(
                operation + ": check " + connector.className(),
                "/connector-plugins/" + connector.className() + "/config/validate",
                settings));
        StringBuilder errors = new StringBuilder();
        for (JsonNode entry : answer.path("configs")) {
            for (JsonNode error : entry.path("value").path("errors")) {
                errors.append(errors.isEmpty() ? "" : "; ").append(error.asText());
            }
        }
        if (!errors.isEmpty()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    operation,
                    "the workers refuse " + connector.className() + ": " + errors,
                    failure -> failure.hint("Nothing was deployed. Correct the configuration and deploy again."));
        }
    }
}
