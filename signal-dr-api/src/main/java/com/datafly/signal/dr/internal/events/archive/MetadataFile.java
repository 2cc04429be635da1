package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.events.AclRule;
import com.datafly.signal.dr.events.ClusterMetadata;
import com.datafly.signal.dr.events.ExportedTopic;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Exports of what clusters know, as objects whose names hold their time and their hash. Thread-safe. */
final class MetadataFile {

    private final ArchiveObjects objects;
    private final ArchiveKeys keys;

    MetadataFile(ArchiveObjects objects, ArchiveKeys keys) {
        this.objects = objects;
        this.keys = keys;
    }

    void write(ClusterMetadata metadata) {
        byte[] json = encode(metadata);
        String key = keys.metadata(metadata.cluster(), metadata.exportedAt().toEpochMilli(), Sha256.of(json));
        if (!objects.put(key, json)) {
            throw Fields.damaged(key, "is not what its name says");
        }
    }

    /** Returns the newest export of each cluster. */
    List<ClusterMetadata> newest() {
        Map<String, String> last = new LinkedHashMap<>();
        objects.each(
                keys.metadata(),
                "",
                object -> last.put(object.key().substring(0, object.key().lastIndexOf('/')), object.key()));
        return last.values().stream().map(this::read).toList();
    }

    /** Returns the newest export of one cluster. */
    Optional<ClusterMetadata> newest(String cluster) {
        return objects.last(keys.metadata(cluster), "").map(this::read);
    }

    ClusterMetadata read(String key) {
        byte[] json = objects.read(key);
        if (!ArchiveKeys.shortened(Sha256.of(json)).equals(ArchiveKeys.hashOf(key))) {
            throw Fields.damaged(key, "holds other bytes than were stored: its SHA-256 differs");
        }
        return decode(key, json);
    }

    private static byte[] encode(ClusterMetadata metadata) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("format", Fields.FORMAT);
        json.put("cluster", metadata.cluster());
        json.put("at", metadata.exportedAt().toString());
        json.put("topics", metadata.topics().stream().map(MetadataFile::plain).toList());
        json.put("acls", metadata.acls().stream().map(MetadataFile::plain).toList());
        List<Map<String, Object>> offsets = new ArrayList<>();
        metadata.groupOffsets()
                .forEach((group, committed) -> committed.forEach((partition, offset) -> offsets.add(Map.of(
                        "group", group,
                        "topic", partition.topic(),
                        "partition", partition.partition(),
                        "offset", offset.offset(),
                        "metadata", offset.metadata()))));
        json.put("groupOffsets", offsets);
        json.put(
                "unread",
                metadata.unread().stream().map(text -> Map.of("text", text)).toList());
        return Fields.write(json);
    }

    private static Map<String, Object> plain(ExportedTopic exported) {
        Topic topic = exported.topic();
        return Map.of(
                "name", topic.name(),
                "id", topic.id().orElse(""),
                "partitions", topic.partitions(),
                "replicationFactor", topic.replicationFactor(),
                "settings", exported.settings());
    }

    private static Map<String, Object> plain(AclRule rule) {
        return Map.of(
                "resourceType", rule.resourceType(),
                "resource", rule.resource(),
                "pattern", rule.pattern(),
                "principal", rule.principal(),
                "host", rule.host(),
                "operation", rule.operation(),
                "permission", rule.permission());
    }

    private static ClusterMetadata decode(String key, byte[] json) {
        Fields fields = Fields.read(key, json);
        try {
            return ClusterMetadata.of(
                            fields.text("cluster"),
                            Instant.parse(fields.text("at")),
                            fields.list("topics").stream()
                                    .map(MetadataFile::topic)
                                    .toList())
                    .acls(fields.list("acls").stream().map(MetadataFile::rule).toList())
                    .groupOffsets(offsets(fields))
                    .unread(fields.list("unread").stream()
                            .map(entry -> entry.text("text"))
                            .toList());
        } catch (DateTimeException e) {
            throw Fields.damaged(key, "has a time that nobody wrote");
        }
    }

    private static Map<String, Map<PartitionId, GroupOffset>> offsets(Fields fields) {
        Map<String, Map<PartitionId, GroupOffset>> offsets = new LinkedHashMap<>();
        for (Fields entry : fields.list("groupOffsets")) {
            offsets.computeIfAbsent(entry.text("group"), group -> new LinkedHashMap<>())
                    .put(
                            new PartitionId(entry.text("topic"), (int) entry.number("partition")),
                            new GroupOffset(entry.number("offset"), entry.text("metadata")));
        }
        return offsets;
    }

    private static ExportedTopic topic(Fields entry) {
        return new ExportedTopic(
                Topic.of(
                        entry.text("name"),
                        Optional.of(entry.text("id")).filter(id -> !id.isEmpty()),
                        (int) entry.number("partitions"),
                        (int) entry.number("replicationFactor"),
                        false),
                entry.object("settings").texts());
    }

    private static AclRule rule(Fields entry) {
        return new AclRule(
                entry.text("resourceType"),
                entry.text("resource"),
                entry.text("pattern"),
                entry.text("principal"),
                entry.text("host"),
                entry.text("operation"),
                entry.text("permission"));
    }
}
