package com.datafly.signal.dr.kafka;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.kafka.internal.config.PropertyText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Collects what a generated configuration of MirrorMaker shall do. Defaults: all groups, the target's own replication
 * factor, one task, groups and topics looked for every 30 s, offsets of groups written every 5 s, topics named after
 * their source, each record at least once. Not thread-safe.
 *
 * @since 0.1
 */
public final class MirrorMakerPlan {

    /** What MirrorMaker's own list holds, which a list of one's own replaces. */
    private static final String NEVER_COPIED_SETTINGS = "follower.replication.throttled.replicas,"
            + " leader.replication.throttled.replicas, message.timestamp.difference.max.ms,"
            + " log.message.timestamp.before.max.ms, log.message.timestamp.after.max.ms, message.timestamp.type,"
            + " unclean.leader.election.enable, min.insync.replicas";

    private static final String IDENTITY = "org.apache.kafka.connect.mirror.IdentityReplicationPolicy";

    private final MirrorFlow flow;
    private final Map<String, String> more = new LinkedHashMap<>();
    private String sourceBootstrap = "";
    private String targetBootstrap = "";
    private String topics = "";
    private String groups = ".*";
    private int replicationFactor = -1;
    private int tasks = 1;
    private Duration refresh = Duration.ofSeconds(30);
    private boolean keepNames;
    private boolean exactlyOnce;

    MirrorMakerPlan(MirrorFlow flow) {
        this.flow = requireNonNull(flow, "flow");
    }

    /** Sets where the brokers are, as in {@code primary-kafka:9092}. */
    public MirrorMakerPlan bootstrap(String source, String target) {
        this.sourceBootstrap = requireNonNull(source, "source");
        this.targetBootstrap = requireNonNull(target, "target");
        return this;
    }

    /** Sets the expressions of the topics with commas, with single backslashes: the file gets two. */
    public MirrorMakerPlan topics(String expressions) {
        this.topics = requireNonNull(expressions, "expressions");
        return this;
    }

    /** Sets the expressions of the consumer groups with commas. */
    public MirrorMakerPlan groups(String expressions) {
        this.groups = requireNonNull(expressions, "expressions");
        return this;
    }

    /** Sets how many copies the target keeps of what is copied and of MirrorMaker's own topics. */
    public MirrorMakerPlan replicationFactor(int replicationFactor) {
        this.replicationFactor = replicationFactor;
        return this;
    }

    /** Sets how many tasks share the partitions. */
    public MirrorMakerPlan tasks(int tasks) {
        this.tasks = tasks;
        return this;
    }

    /** Sets how often new topics and groups are looked for; whole seconds. */
    public MirrorMakerPlan refresh(Duration refresh) {
        this.refresh = requireNonNull(refresh, "refresh");
        return this;
    }

    /** Gives topics the same names at both: then there must never be a flow back at the same time. */
    public MirrorMakerPlan keepNames() {
        this.keepNames = true;
        return this;
    }

    /** Copies each record exactly once, at about half the throughput. */
    public MirrorMakerPlan exactlyOnce() {
        this.exactlyOnce = true;
        return this;
    }

    /** Sets anything else, as in {@code primary.security.protocol}; it wins over what is generated. */
    public MirrorMakerPlan option(String key, String value) {
        more.put(requireNonNull(key, "key"), requireNonNull(value, "value"));
        return this;
    }

    String text() {
        if (sourceBootstrap.isBlank() || targetBootstrap.isBlank() || topics.isBlank()) {
            throw DrException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "generate MirrorMaker's configuration",
                    sourceBootstrap.isBlank() || targetBootstrap.isBlank()
                            ? "it is not said where the brokers are"
                            : "it is not said which topics to copy");
        }
        Lines lines = new Lines();
        clusters(lines);
        offsets(lines);
        target(lines);
        flowsOfData(lines);
        lines.finish();
        return lines.text.toString();
    }

    private void clusters(Lines lines) {
        lines.put("clusters", flow.source() + ", " + flow.target());
        lines.put(flow.source() + ".bootstrap.servers", sourceBootstrap);
        lines.put(flow.target() + ".bootstrap.servers", targetBootstrap);
        lines.put(flow + ".enabled", "true");
        lines.put(flow + ".topics", topics);
        lines.put(flow + ".groups", groups);
        lines.put("tasks.max", Integer.toString(tasks));
        if (keepNames) {
            lines.comment("Topics have the same names at both. Never enable the flow back beside this one: it loops.");
            lines.put("replication.policy.class", IDENTITY);
        }
        lines.comment("Without this, a second set of workers writes topics of its own into " + flow.source() + ".");
        lines.put(flow.reversed() + ".enabled", "false");
        lines.put(flow.reversed() + ".emit.heartbeats.enabled", "false");
    }

    private void offsets(Lines lines) {
        String seconds = Long.toString(Math.max(1, refresh.toSeconds()));
        lines.comment(
                "Where " + flow.target() + " stands is kept there: the default is lost with " + flow.source() + ".");
        lines.put("offset-syncs.topic.location", "target");
        lines.put("emit.checkpoints.interval.seconds", "5");
        lines.put("sync.group.offsets.enabled", "true");
        lines.put("sync.group.offsets.interval.seconds", "5");
        lines.comment("A new topic or group is not seen before; the default is ten minutes.");
        lines.put("refresh.topics.interval.seconds", seconds);
        lines.put("refresh.groups.interval.seconds", seconds);
        lines.comment("Workers take these only with the target's alias in front.");
        lines.put(flow.target() + ".offset.flush.interval.ms", "1000");
        lines.put(flow.target() + ".plugin.discovery", "service_load");
        lines.put("plugin.discovery", "service_load");
        if (exactlyOnce) {
            lines.put(flow.target() + ".exactly.once.source.support", "enabled");
            lines.put("dedicated.mode.enable.internal.rest", "true");
        }
    }

    private void target(Lines lines) {
        lines.comment("-1 is the target's own default.");
        for (String topic : new String[] {
            "",
            "offset-syncs.topic.",
            "checkpoints.topic.",
            "heartbeats.topic.",
            "offset.storage.",
            "status.storage.",
            "config.storage."
        }) {
            lines.put(topic + "replication.factor", Integer.toString(replicationFactor));
        }
        lines.comment("How long " + flow.target()
                + " keeps events is its own; the rest restates the default list, which this" + " replaces.");
        lines.put("config.properties.exclude", NEVER_COPIED_SETTINGS + ", retention.ms, retention.bytes");
    }

    private void flowsOfData(Lines lines) {
        lines.comment("Aborted transactions are not copied.");
        lines.put(flow.source() + ".consumer.isolation.level", "read_committed");
        lines.comment("A backlog fits 256 MB of heap: tasks that run out of it die, while heartbeats go on.");
        lines.put(flow.source() + ".consumer.fetch.max.bytes", "4194304");
        lines.put(flow.target() + ".producer.buffer.memory", "8388608");
        lines.put(flow.target() + ".producer.batch.size", "131072");
        lines.put(flow.target() + ".producer.linger.ms", "20");
    }

    /** Writes lines; what was set by hand takes the place of what is generated. */
    private final class Lines {
        private final StringBuilder text = new StringBuilder();

        private void comment(String words) {
            text.append("\n# ").append(words).append('\n');
        }

        private void put(String key, String value) {
            String given = more.remove(key);
            text.append(PropertyText.entry(key, given == null ? value : given)).append('\n');
        }

        private void finish() {
            if (!more.isEmpty()) {
                text.append('\n');
                Map.copyOf(more).keySet().stream().sorted().forEach(key -> put(key, ""));
            }
        }
    }
}
