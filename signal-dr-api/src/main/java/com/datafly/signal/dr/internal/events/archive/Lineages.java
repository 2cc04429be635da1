package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicSetting;
import com.datafly.signal.dr.internal.StreamResource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The topics of an archive, as they were: one object for each number of partitions that a topic had. */
final class Lineages {

    private final ArchiveObjects objects;
    private final ArchiveKeys keys;
    private final Set<String> written = new HashSet<>();

    Lineages(ArchiveObjects objects, ArchiveKeys keys) {
        this.objects = objects;
        this.keys = keys;
    }

    /**
     * A topic as it was when it was first archived with so many partitions.
     *
     * @param lineage which life of the topic
     * @param cluster the cluster's name for itself
     * @param partitions how many partitions
     * @param settings what the topic itself had set
     * @param at when
     */
    record Shape(Lineage lineage, String cluster, int partitions, Map<String, String> settings, Instant at) {}

    /** Writes down the shapes of topics that are not in the archive yet. Not thread-safe. */
    void ensure(StreamResource stream, String cluster, Map<Lineage, Topic> topics) {
        if (written.isEmpty()) {
            objects.each(keys.lineages(), "", object -> written.add(object.key()));
        }
        Map<Lineage, Topic> missing = new LinkedHashMap<>(topics);
        missing.entrySet()
                .removeIf(entry -> written.contains(
                        keys.lineage(entry.getKey(), entry.getValue().partitions())));
        if (missing.isEmpty()) {
            return;
        }
        Set<String> names = missing.values().stream().map(Topic::name).collect(Collectors.toSet());
        Answers<String, Map<String, TopicSetting>> settings =
                stream.read("read the settings of topics", driver -> driver.settings(names, Set.of()));
        missing.forEach((lineage, topic) -> {
            String key = keys.lineage(lineage, topic.partitions());
            Map<String, String> own = overridden(settings.found().getOrDefault(topic.name(), Map.of()));
            boolean mine = objects.put(
                    key,
                    encode(new Shape(
                            lineage,
                            cluster,
                            topic.partitions(),
                            own,
                            stream.clock().instant())));
            if (!mine) {
                decode(key, objects.read(key));
            }
            written.add(key);
        });
    }

    /** Returns the newest shape of each lineage. */
    List<Shape> newest() {
        Map<Lineage, String> last = new LinkedHashMap<>();
        objects.each(
                keys.lineages(),
                "",
                object -> keys.lineageOf(object.key()).ifPresent(lineage -> last.put(lineage, object.key())));
        List<Shape> shapes = new ArrayList<>();
        last.values().forEach(key -> shapes.add(decode(key, objects.read(key))));
        return shapes;
    }

    static Map<String, String> overridden(Map<String, TopicSetting> settings) {
        Map<String, String> own = new TreeMap<>();
        settings.forEach((name, setting) ->
                Optional.of(setting).filter(TopicSetting::overridden).ifPresent(set -> own.put(name, set.value())));
        return own;
    }

    private static byte[] encode(Shape shape) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("format", Fields.FORMAT);
        json.put("topic", shape.lineage().topic());
        json.put("lineage", shape.lineage().id());
        json.put("cluster", shape.cluster());
        json.put("partitions", shape.partitions());
        json.put("settings", shape.settings());
        json.put("at", shape.at().toString());
        return Fields.write(json);
    }

    Shape decode(String key, byte[] json) {
        Fields fields = Fields.read(key, json);
        Shape shape = new Shape(
                new Lineage(fields.text("topic"), fields.text("lineage")),
                fields.text("cluster"),
                (int) fields.number("partitions"),
                fields.object("settings").texts(),
                Instant.parse(fields.text("at")));
        if (!keys.lineage(shape.lineage(), shape.partitions()).equals(key)) {
            throw Fields.damaged(key, "describes " + shape.lineage() + " with " + shape.partitions() + " partitions");
        }
        return shape;
    }
}
