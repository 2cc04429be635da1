package com.datafly.signal.dr.internal.events.replication;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationHole;
import com.datafly.signal.dr.events.UncopiedTopic;
import com.datafly.signal.dr.internal.events.StateTopic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What is remembered of one replication, and how it is kept at the target. Not thread-safe. */
final class ReplicationMemory {

    private static final String POSITION = "position";
    private static final String LOG = "log";
    private static final String LOOK = "look";
    private static final String RUNS = "runs/";
    private static final String TOPIC = "topic/";
    private static final String GROUP = "group/";
    private static final String GROUPS = "groups";
    private static final String UNREAD = "unread/";
    private static final String UNCOPIED = "uncopied/";
    private static final String HOLE = "hole/";

    private final String prefix;
    private final NavigableMap<PartitionId, RunTable> tables = new TreeMap<>();
    private final Map<String, SeenTopic> topics = new TreeMap<>();
    private final NavigableMap<String, JournaledGroup> groups = new TreeMap<>();
    private final NavigableMap<String, ReplicationHole> holes = new TreeMap<>();
    private final Map<String, Long> uncopied = new TreeMap<>();
    private final Map<String, Instant> unread = new TreeMap<>();
    private final Map<String, Optional<byte[]>> changes = new LinkedHashMap<>();
    private long position;
    private String log = "";
    private @Nullable Instant lookedAt;
    private @Nullable Instant groupsReadAt;

    ReplicationMemory(String alias) {
        this.prefix = "replication/" + alias + "/";
    }

    /** Reads what is kept. */
    static ReplicationMemory load(StateTopic state, String alias) {
        ReplicationMemory memory = new ReplicationMemory(alias);
        Map<String, byte[]> kept = state.read(memory.prefix);
        memory.each(kept, RUNS, (name, bytes) -> memory.tables.put(partition(name), RunTableCodec.decode(bytes)));
        memory.each(kept, TOPIC, (name, bytes) -> memory.topics.put(name, MemoryCodec.topic(bytes)));
        Map<String, List<JournaledGroup>> parts = new TreeMap<>();
        memory.each(
                kept,
                GROUP,
                (name, bytes) -> parts.computeIfAbsent(group(name), id -> new ArrayList<>())
                        .add(MemoryCodec.group(bytes)));
        parts.forEach((name, topics) -> memory.groups.put(name, JournaledGroup.of(topics)));
        memory.each(kept, HOLE, (name, bytes) -> memory.holes.put(name, MemoryCodec.hole(bytes)));
        memory.each(kept, UNCOPIED, (name, bytes) -> memory.uncopied.put(name, number(bytes)));
        memory.each(kept, UNREAD, (name, bytes) -> memory.unread.put(name, Instant.ofEpochMilli(number(bytes))));
        memory.groupsReadAt = instant(kept.get(memory.prefix + GROUPS));
        byte[] position = kept.get(memory.prefix + POSITION);
        memory.position = position == null ? 0 : number(position);
        byte[] log = kept.get(memory.prefix + LOG);
        memory.log = log == null ? "" : new String(log, UTF_8);
        memory.lookedAt = instant(kept.get(memory.prefix + LOOK));
        return memory;
    }

    /** Reads when the source's topics were last looked at, and nothing else. */
    static Optional<Instant> lookedAt(StateTopic state, String alias) {
        String key = new ReplicationMemory(alias).prefix + LOOK;
        return Optional.ofNullable(instant(state.read(key).get(key)));
    }

    private static @Nullable Instant instant(byte @Nullable [] text) {
        return text == null ? null : Instant.ofEpochMilli(number(text));
    }

    private void each(Map<String, byte[]> kept, String kind, BiConsumer<String, byte[]> reading) {
        String beginning = prefix + kind;
        kept.forEach((key, bytes) -> {
            if (key.startsWith(beginning)) {
                try {
                    reading.accept(key.substring(beginning.length()), bytes);
                } catch (RuntimeException e) {
                    throw unreadable(key, e);
                }
            }
        });
    }

    private static DrException unreadable(String key, RuntimeException cause) {
        return DrException.create(
                ErrorCode.INTEGRITY_FAILED,
                "read what is known of the replication",
                "what " + StateTopic.NAME + " keeps under '" + key + "' is not what this release writes",
                failure -> failure.cause(cause)
                        .hint("If a newer release runs elsewhere, use that one here too. Otherwise remove the topic:"
                                + " the watch begins anew, and groups that lag far behind are translated less"
                                + " exactly."));
    }

    /** Returns the runs of each partition of the source. */
    NavigableMap<PartitionId, RunTable> tables() {
        return tables;
    }

    /** Returns where the copying software's log is read from next. */
    long position() {
        return position;
    }

    void position(long next) {
        if (next != position) {
            position = next;
            changes.put(prefix + POSITION, Optional.of(bytes(next)));
        }
    }

    /** Returns the id of that log; empty if it is not known. */
    String log() {
        return log;
    }

    void log(String id) {
        if (!id.equals(log)) {
            log = id;
            changes.put(prefix + LOG, Optional.of(id.getBytes(UTF_8)));
        }
    }

    /** Notes that a table is to be kept anew. */
    void changed(PartitionId partition, RunTable table) {
        tables.put(partition, table);
        changes.put(
                prefix + RUNS + partition.topic() + "/" + partition.partition(),
                Optional.of(RunTableCodec.encode(table)));
    }

    Map<String, SeenTopic> topics() {
        return topics;
    }

    /** Returns the first offset from {@code offset} on that the source had left, as last seen. */
    long next(PartitionId partition, long offset) {
        SeenTopic seen = topics.get(partition.topic());
        return seen == null ? offset : Math.max(offset, seen.start(partition.partition()));
    }

    void seen(String name, SeenTopic topic) {
        topics.put(name, topic);
        changes.put(prefix + TOPIC + name, Optional.of(MemoryCodec.topic(topic)));
    }

    NavigableMap<String, JournaledGroup> groups() {
        return groups;
    }

    void journal(String name, JournaledGroup group) {
        JournaledGroup replaced = groups.put(name, group);
        Map<String, JournaledGroup> before = replaced == null ? Map.of() : replaced.byTopic();
        Map<String, JournaledGroup> now = group.byTopic();
        before.keySet().stream().filter(topic -> !now.containsKey(topic)).forEach(topic -> drop(name, topic));
        now.forEach((topic, part) -> {
            JournaledGroup known = before.get(topic);
            if (known == null || !known.sameAs(part)) {
                changes.put(key(name, topic), Optional.of(MemoryCodec.group(part)));
            }
        });
    }

    private void drop(String group, String topic) {
        changes.put(key(group, topic), Optional.empty());
    }

    private String key(String group, String topic) {
        return prefix + GROUP + group + "/" + topic;
    }

    /** A topic's name has no slash; a group's may. */
    private static String group(String name) {
        return name.substring(0, name.lastIndexOf('/'));
    }

    /** Forgets a group that is no more. */
    void forget(String group) {
        JournaledGroup forgotten = groups.remove(group);
        if (forgotten != null) {
            forgotten.byTopic().keySet().forEach(topic -> drop(group, topic));
        }
        read(group);
    }

    /** Notes when the groups were read, but for those that are noted as unread. */
    void groupsRead(Instant now) {
        groupsReadAt = now;
        changes.put(prefix + GROUPS, Optional.of(bytes(now.toEpochMilli())));
    }

    /** Notes that a group that is known could not be read. */
    void unread(String group) {
        JournaledGroup known = groups.get(group);
        if (known != null && !unread.containsKey(group)) {
            Instant last = readAt(group).orElse(known.readAt());
            unread.put(group, last);
            changes.put(prefix + UNREAD + group, Optional.of(bytes(last.toEpochMilli())));
        }
    }

    /** Notes that a group could be read again. */
    void read(String group) {
        if (unread.remove(group) != null) {
            changes.put(prefix + UNREAD + group, Optional.empty());
        }
    }

    /** Returns when a group that is known was read last. */
    Optional<Instant> readAt(String group) {
        return Optional.ofNullable(unread.getOrDefault(group, groupsReadAt));
    }

    /** Returns how many offsets the source's topics had that are not copied, as last seen. */
    Map<String, Long> uncopied() {
        return uncopied;
    }

    /** Notes the topics that are not copied now. */
    void uncopied(List<UncopiedTopic> seen) {
        Map<String, Long> now = new TreeMap<>();
        seen.forEach(each -> now.put(
                each.topic(),
                each.exact() ? each.events() : Math.max(each.events(), uncopied.getOrDefault(each.topic(), 0L))));
        uncopied.keySet().stream()
                .filter(topic -> !now.containsKey(topic))
                .forEach(topic -> changes.put(prefix + UNCOPIED + topic, Optional.empty()));
        now.forEach((topic, events) -> {
            if (!events.equals(uncopied.get(topic))) {
                changes.put(prefix + UNCOPIED + topic, Optional.of(bytes(events)));
            }
        });
        uncopied.clear();
        uncopied.putAll(now);
    }

    List<ReplicationHole> holes() {
        return List.copyOf(holes.values());
    }

    void hole(ReplicationHole hole) {
        String name = name(hole.partition(), hole.from());
        ReplicationHole known = holes.get(name);
        if (known == null || known.to() != hole.to() || known.kind() != hole.kind()) {
            holes.put(name, hole);
            changes.put(prefix + HOLE + name, Optional.of(MemoryCodec.hole(hole)));
        }
    }

    /** Forgets a hole that nobody could explain, for somebody can now. */
    void explained(PartitionId partition, long from) {
        String name = name(partition, from);
        ReplicationHole known = holes.get(name);
        if (known != null && known.kind() == ReplicationHole.Kind.UNPROVEN) {
            holes.remove(name);
            changes.put(prefix + HOLE + name, Optional.empty());
        }
    }

    private static String name(PartitionId partition, long from) {
        return String.join("/", partition.topic(), Integer.toString(partition.partition()), Long.toString(from));
    }

    /** Returns when the source's topics were last looked at; empty if nobody watched. */
    Optional<Instant> lookedAt() {
        return Optional.ofNullable(lookedAt);
    }

    void lookedAt(Instant now) {
        lookedAt = now;
        changes.put(prefix + LOOK, Optional.of(bytes(now.toEpochMilli())));
    }

    /** Returns what is to be kept anew, by key. */
    Map<String, Optional<byte[]>> changes() {
        return Map.copyOf(changes);
    }

    /** Notes that {@code written} is kept. */
    void kept(Map<String, Optional<byte[]>> written) {
        written.forEach(changes::remove);
    }

    private static byte[] bytes(long number) {
        return Long.toString(number).getBytes(UTF_8);
    }

    private static long number(byte[] text) {
        return Long.parseLong(new String(text, UTF_8));
    }

    private static PartitionId partition(String name) {
        int slash = name.lastIndexOf('/');
        return new PartitionId(name.substring(0, slash), Integer.parseInt(name.substring(slash + 1)));
    }
}
