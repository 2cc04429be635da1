package com.datafly.signal.dr.kafka;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.kafka.internal.strimzi.ConnectorParts;
import com.datafly.signal.dr.kafka.internal.strimzi.Yaml;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a flow as a resource {@code KafkaMirrorMaker2} of Strimzi, {@code kafka.strimzi.io/v1}, which Strimzi knows
 * since 0.49: one target, and a source for each mirror. It has no heartbeats. The workers keep their state in the
 * topics that a dedicated MirrorMaker has, so that it takes over from one.
 *
 * @since 0.1
 */
public final class StrimziMirrorMaker {

    private static final String WRITING = "write the resource KafkaMirrorMaker2";

    private StrimziMirrorMaker() {}

    /**
     * Writes the resource. Defaults: named as {@code primary-to-standby}, Strimzi's own namespace and version, two
     * workers, neither TLS nor credentials.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the configuration says how a cluster is secured, which the
     *     resource says in another way, and {@code more} does not
     */
    public static String yaml(MirrorMakerConfig config, MirrorFlow flow, Consumer<Builder> more) {
        Builder builder = new Builder(flow);
        more.accept(builder);
        if (!config.flows().contains(flow)) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    WRITING,
                    "the configuration does not enable " + flow,
                    failure -> failure.hint("Set " + flow + ".enabled = true, or name a flow that is enabled."));
        }
        ConnectorParts parts = new ConnectorParts(config, flow);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", builder.name);
        put(metadata, "namespace", builder.namespace);
        Map<String, Object> spec = new LinkedHashMap<>();
        put(spec, "version", builder.version);
        spec.put("replicas", builder.replicas);
        spec.put("target", target(config, flow, parts, builder.target));
        spec.put("mirrors", List.of(mirror(config, flow, parts, builder.source)));
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("apiVersion", "kafka.strimzi.io/v1");
        resource.put("kind", "KafkaMirrorMaker2");
        resource.put("metadata", metadata);
        resource.put("spec", spec);
        return Yaml.write(resource);
    }

    private static Map<String, Object> target(
            MirrorMakerConfig config, MirrorFlow flow, ConnectorParts parts, Access access) {
        Map<String, Object> target = cluster(config, flow.target(), parts, access);
        target.put("groupId", flow.source() + "-mm2");
        target.put("configStorageTopic", "mm2-configs." + flow.source() + ".internal");
        target.put("statusStorageTopic", "mm2-status." + flow.source() + ".internal");
        target.put("offsetStorageTopic", "mm2-offsets." + flow.source() + ".internal");
        target.put("config", parts.workers());
        return target;
    }

    private static Map<String, Object> mirror(
            MirrorMakerConfig config, MirrorFlow flow, ConnectorParts parts, Access access) {
        Map<String, Object> mirror = new LinkedHashMap<>();
        mirror.put("source", cluster(config, flow.source(), parts, access));
        Map<String, Object> copier = new LinkedHashMap<>();
        copier.put("tasksMax", tasks(config, flow));
        copier.put("config", parts.source());
        mirror.put("sourceConnector", copier);
        mirror.put("checkpointConnector", Map.of("config", parts.checkpoint()));
        mirror.put("topicsPattern", config.get(flow, "topics").orElse(".*"));
        put(mirror, "topicsExcludePattern", config.get(flow, "topics.exclude").orElse(null));
        mirror.put("groupsPattern", config.get(flow, "groups").orElse(".*"));
        put(mirror, "groupsExcludePattern", config.get(flow, "groups.exclude").orElse(null));
        return mirror;
    }

    private static int tasks(MirrorMakerConfig config, MirrorFlow flow) {
        String tasks = config.get(flow, "tasks.max").orElse("1").strip();
        if (!tasks.matches("[1-9]\\d{0,4}")) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    WRITING,
                    "tasks.max is '" + tasks + "'",
                    failure -> failure.hint("Set a whole number from 1 to 99999."));
        }
        return Integer.parseInt(tasks);
    }

    private static Map<String, Object> cluster(
            MirrorMakerConfig config, String alias, ConnectorParts parts, Access access) {
        if (parts.secured(alias) && access.parts.isEmpty()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    WRITING,
                    "the configuration says how " + alias + " is secured, and the resource takes that from secrets of"
                            + " Kubernetes",
                    failure -> failure.hint("Name them by tls(...) and scram(...)."));
        }
        Map<String, Object> cluster = new LinkedHashMap<>();
        cluster.put("alias", alias);
        cluster.put(
                "bootstrapServers",
                config.get(alias + ".bootstrap.servers")
                        .orElseThrow(() -> DrException.of(
                                ErrorCode.INVALID_ARGUMENT, WRITING, alias + ".bootstrap.servers is missing")));
        cluster.putAll(access.parts);
        return cluster;
    }

    private static void put(Map<String, Object> map, String key, @Nullable String value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    /**
     * Collects what the configuration does not say. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final Access source = new Access();
        private final Access target = new Access();
        private String name;
        private @Nullable String namespace;
        private @Nullable String version;
        private int replicas = 2;

        private Builder(MirrorFlow flow) {
            this.name = flow.source() + "-to-" + flow.target();
        }

        /** Sets the resource's name. */
        public Builder name(String name) {
            this.name = requireNonNull(name, "name");
            return this;
        }

        /** Sets the resource's namespace. */
        public Builder namespace(String namespace) {
            this.namespace = requireNonNull(namespace, "namespace");
            return this;
        }

        /** Sets the version of Kafka, one that the operator knows, as in {@code 4.1.0}. */
        public Builder version(String version) {
            this.version = requireNonNull(version, "version");
            return this;
        }

        /** Sets how many workers there are. */
        public Builder replicas(int replicas) {
            this.replicas = replicas;
            return this;
        }

        /** Says how the source is reached. */
        public Builder source(Consumer<Access> how) {
            how.accept(source);
            return this;
        }

        /** Says how the target is reached. */
        public Builder target(Consumer<Access> how) {
            how.accept(target);
            return this;
        }
    }

    /**
     * How a cluster is reached, by names of secrets of Kubernetes. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Access {
        private final Map<String, Object> parts = new LinkedHashMap<>();

        private Access() {}

        /** Trusts the certificates {@code *.crt} of a secret. */
        public Access tls(String secretName) {
            parts.put(
                    "tls",
                    Map.of("trustedCertificates", List.of(entries("secretName", secretName, "pattern", "*.crt"))));
            return this;
        }

        /** Logs in by SCRAM-SHA-512 with the entry {@code password} of a secret. */
        public Access scram(String user, String secretName) {
            Map<String, Object> login = new LinkedHashMap<>(entries("type", "scram-sha-512", "username", user));
            login.put("passwordSecret", entries("secretName", secretName, "password", "password"));
            parts.put("authentication", login);
            return this;
        }

        private static Map<String, Object> entries(String firstKey, String first, String secondKey, String second) {
            Map<String, Object> entries = new LinkedHashMap<>();
            entries.put(firstKey, first);
            entries.put(secondKey, second);
            return entries;
        }
    }
}
