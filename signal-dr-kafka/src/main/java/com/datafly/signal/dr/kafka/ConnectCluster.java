package com.datafly.signal.dr.kafka;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.events.EventStream;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationTask;
import com.datafly.signal.dr.kafka.internal.connect.ConnectorStatus;
import com.datafly.signal.dr.kafka.internal.connect.Deployment;
import com.datafly.signal.dr.kafka.internal.connect.Mirrors;
import com.datafly.signal.dr.kafka.internal.driver.KafkaDriver;
import com.datafly.signal.dr.kafka.internal.http.Addresses;
import com.datafly.signal.dr.kafka.internal.http.Authorization;
import com.datafly.signal.dr.kafka.internal.http.Call;
import com.datafly.signal.dr.kafka.internal.http.JsonHttp;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A Kafka Connect cluster that runs MirrorMaker's connectors, by its REST API. It must be attached to the cluster that
 * is copied to: {@link #kafkaClusterId()} says which one that is.
 *
 * <p>Each call is one or two requests and is not repeated. Failures are {@link DrException}s: {@code UNAVAILABLE} if no
 * worker answers, or while the workers rebalance (with the time to wait); {@code UNAUTHENTICATED}, {@code NOT_FOUND},
 * {@code UNSUPPORTED} where the workers are too old. Changes other than {@link #delete} may be repeated without harm.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class ConnectCluster {

    private final JsonHttp http;

    private ConnectCluster(JsonHttp http) {
        this.http = http;
    }

    /**
     * Names a cluster; nothing is asked yet. Defaults: no credentials, an answer is awaited for 30 s.
     *
     * @param addresses the workers' URLs with commas, as in {@code http://connect-1:8083,http://connect-2:8083}
     * @throws DrException with {@code INVALID_ARGUMENT} if one is no URL of HTTP, or holds a password
     */
    public static ConnectCluster create(String addresses, Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        return new ConnectCluster(
                new JsonHttp(Addresses.parse("open Kafka Connect", addresses), builder.authorization, builder.timeout));
    }

    /** Returns the same cluster, whose answers are awaited for another time. */
    public ConnectCluster within(Duration timeout) {
        return new ConnectCluster(http.within(requireNonNull(timeout, "timeout")));
    }

    /** Returns the id of the Kafka cluster that the workers are attached to, and so copy to. */
    public String kafkaClusterId() {
        return http.send(Call.get("ask Kafka Connect who it is", "/"))
                .path("kafka_cluster_id")
                .asText("");
    }

    /** Lists the connectors' names. */
    public List<String> connectors() {
        List<String> names = new ArrayList<>();
        http.send(Call.get("list connectors", "/connectors")).forEach(name -> names.add(name.asText()));
        names.sort(null);
        return names;
    }

    /** Lists the names of MirrorMaker's connectors that copy from a source, whoever made them. */
    public List<String> mirrors(String sourceAlias) {
        return mirrors(sourceAlias, config -> true);
    }

    /** Lists those of MirrorMaker's connectors from a source that copy its topics; only they have positions. */
    public List<String> copiers(String sourceAlias) {
        return mirrors(sourceAlias, config -> Mirrors.kind(config) == ReplicationTask.Kind.EVENTS);
    }

    /** Lists the names that MirrorMaker's connectors from a source know by what they copy to; mostly one. */
    public Set<String> targets(String sourceAlias) {
        Set<String> targets = new TreeSet<>();
        mirrors(sourceAlias, config -> {
            String target = config.path("target.cluster.alias").asText("");
            return !target.isEmpty() && targets.add(target);
        });
        return targets;
    }

    private List<String> mirrors(String sourceAlias, Predicate<JsonNode> which) {
        requireNonNull(sourceAlias, "sourceAlias");
        JsonNode all = http.send(Call.get("list connectors", "/connectors?expand=info"));
        List<String> names = new ArrayList<>();
        all.properties().forEach(connector -> {
            JsonNode config = connector.getValue().at("/info/config");
            if (Mirrors.copiesFrom(sourceAlias, config) && which.test(config)) {
                names.add(connector.getKey());
            }
        });
        names.sort(null);
        return names;
    }

    /** Says what MirrorMaker's connectors that copy from a source do, and their tasks, in one request. */
    public List<ReplicationTask> mirrorTasks(String sourceAlias) {
        requireNonNull(sourceAlias, "sourceAlias");
        JsonNode all = http.send(Call.get("look at connectors", "/connectors?expand=info&expand=status"));
        List<ReplicationTask> tasks = new ArrayList<>();
        all.properties().forEach(connector -> {
            if (Mirrors.copiesFrom(sourceAlias, connector.getValue().at("/info/config"))) {
                tasks.addAll(ConnectorStatus.tasks(
                        connector.getKey(),
                        Mirrors.kind(connector.getValue().at("/info/config")),
                        connector.getValue().path("status")));
            }
        });
        return tasks;
    }

    /** Says what a connector and its tasks do; what they copy is not asked, and {@code UNKNOWN}. */
    public List<ReplicationTask> tasks(String connector) {
        return ConnectorStatus.tasks(
                connector,
                ReplicationTask.Kind.UNKNOWN,
                http.send(Call.get("look at connector " + connector, path(connector, "/status"))));
    }

    /**
     * Makes MirrorMaker's connectors for one flow of a configuration, or brings those of the same names to it. They are
     * named as Strimzi names them, as in {@code primary->standby.MirrorSourceConnector}. The workers check all of them
     * before the first is made.
     *
     * @return the connectors' names
     * @throws DrException with {@code INVALID_ARGUMENT} and what the workers said, if they refuse the configuration or
     *     lack MirrorMaker's classes; {@code FAILED_PRECONDITION} if the flow is not switched on, or if the opposite
     *     one is too, here or among the cluster's connectors, and both keep the names of topics: events would go round
     *     for ever. The opposite flow mostly runs elsewhere, for workers are attached to what they copy to, and is not
     *     seen here: give the source too, to have it looked for
     */
    public List<String> deploy(MirrorMakerConfig config, MirrorFlow flow) {
        return new Deployment(http, config, flow, Optional.empty()).run();
    }

    /**
     * Deploys one flow, and before that looks at its source for an opposite one, whatever runs that: if both keep the
     * names of topics, and checkpoints or offset syncs of the opposite one grow at the source within 5 s, it is refused
     * as above, with the topics named. Such topics that do not grow are what an ended flow left, and hinder nothing;
     * nor do heartbeats, which MirrorMaker sends by default to the cluster that it copies from too, while nothing is
     * copied there. So an opposite flow is not seen while it has nothing to copy, if it keeps its offset syncs at its
     * own source and moves no groups, if it knows the clusters by other aliases, or if the credential may not describe
     * those topics: make sure that there is none.
     *
     * @param source the cluster that is copied from; it stays the caller's
     * @throws DrException with {@code INVALID_ARGUMENT} if it is no Kafka of this module
     */
    public List<String> deploy(MirrorMakerConfig config, MirrorFlow flow, EventStream source) {
        KafkaDriver driver = source.unwrap(KafkaDriver.class)
                .orElseThrow(() -> DrException.create(
                        ErrorCode.INVALID_ARGUMENT,
                        "deploy MirrorMaker " + flow,
                        source.address() + " is no Kafka cluster",
                        failure -> failure.hint("Give the event stream of the cluster that is copied from, as SignalDr"
                                + " opened it by kafka:BOOTSTRAP.")));
        return new Deployment(http, config, flow, Optional.of(driver)).run();
    }

    /** Pauses a connector: its tasks keep what they hold and copy nothing. Returns before they do. */
    public void pause(String connector) {
        change("pause connector " + connector, "PUT", path(connector, "/pause"));
    }

    /** Stops a connector: its tasks end. Only then can its positions be changed. Returns before they have ended. */
    public void stop(String connector) {
        change("stop connector " + connector, "PUT", path(connector, "/stop"));
    }

    /** Lets a paused or stopped connector go on. */
    public void resume(String connector) {
        change("resume connector " + connector, "PUT", path(connector, "/resume"));
    }

    /** Restarts a connector and those of its tasks that failed, and nothing that runs. */
    public void restartFailed(String connector) {
        change("restart connector " + connector, "POST", path(connector, "/restart?includeTasks=true&onlyFailed=true"));
    }

    /** Removes a connector. Its positions stay, for one of the same name. */
    public void delete(String connector) {
        change("delete connector " + connector, "DELETE", path(connector, ""));
    }

    /**
     * Returns the source's offsets from which a connector goes on copying.
     *
     * @throws DrException with {@code UNSUPPORTED} if the workers are older than Kafka 3.5
     */
    public Map<PartitionId, Long> positions(String connector) {
        return Mirrors.positions(http.send(Call.get("read positions of " + connector, path(connector, "/offsets"))));
    }

    /**
     * Sets the source's offsets from which a connector goes on copying, of the partitions that are named and no others.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} unless the connector is stopped and its tasks have ended;
     *     {@code UNSUPPORTED} if the workers are older than Kafka 3.6
     */
    public void changePositions(String connector, Map<PartitionId, Long> positions) {
        String operation = "change positions of " + connector;
        positions.forEach((partition, next) -> {
            if (next < 0) {
                throw DrException.create(
                        ErrorCode.INVALID_ARGUMENT,
                        operation,
                        partition + " cannot begin at " + next,
                        failure -> failure.hint("Give the offset to copy next: 0 or more."));
            }
        });
        String alias = http.send(Call.get(operation, path(connector, "/config")))
                .path("source.cluster.alias")
                .asText("");
        if (alias.isEmpty()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    operation,
                    "it is no connector of MirrorMaker",
                    failure -> failure.hint(
                            "Name the MirrorSourceConnector: its configuration has" + " source.cluster.alias."));
        }
        http.send(Call.change(operation, "PATCH", path(connector, "/offsets"), Mirrors.offsets(alias, positions)));
    }

    /** Forgets all positions of a connector, so that it begins anew; fails as {@link #changePositions} does. */
    public void resetPositions(String connector) {
        change("reset positions of " + connector, "DELETE", path(connector, "/offsets"));
    }

    private void change(String operation, String method, String path) {
        http.send(Call.change(operation, method, path));
    }

    private static String path(String connector, String rest) {
        return "/connectors/" + JsonHttp.segment(requireNonNull(connector, "connector")) + rest;
    }

    /**
     * Collects how a cluster is reached. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private Authorization authorization = Authorization.none();
        private Duration timeout = Duration.ofSeconds(30);

        private Builder() {}

        /** Gives a user's name and password with each request. The secret stays the caller's to close. */
        public Builder basic(String user, Secret password) {
            this.authorization = Authorization.basic(user, password);
            return this;
        }

        /** Gives a token with each request. The secret stays the caller's to close. */
        public Builder bearer(Secret token) {
            this.authorization = Authorization.bearer(token);
            return this;
        }

        /** Sets how long an answer is awaited. */
        public Builder timeout(Duration timeout) {
            this.timeout = requireNonNull(timeout, "timeout");
            return this;
        }
    }
}
