package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.ArchivedRange;
import com.datafly.signal.dr.events.ArchivedTopic;
import com.datafly.signal.dr.events.PartitionId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is in an archive, by its lineages and chains. Thread-safe. */
final class ArchiveContents {

    private final ArchiveObjects objects;
    private final ArchiveKeys keys;

    ArchiveContents(ArchiveObjects objects, ArchiveKeys keys) {
        this.objects = objects;
        this.keys = keys;
    }

    /** Returns all topics, with their ranges. */
    List<ArchivedTopic> topics() {
        return new Lineages(objects, keys).newest().stream().map(this::describe).toList();
    }

    /**
     * Finds one life of a topic.
     *
     * @param lineage its id; empty for the only one
     * @throws DrException with {@code NOT_FOUND} if there is none, {@code INVALID_ARGUMENT} if there are several
     */
    Lineages.Shape require(String operation, String topic, Optional<String> lineage) {
        List<Lineages.Shape> found = new Lineages(objects, keys)
                .newest().stream()
                        .filter(shape -> shape.lineage().topic().equals(topic))
                        .filter(shape ->
                                lineage.map(shape.lineage().id()::equals).orElse(true))
                        .toList();
        if (found.isEmpty()) {
            throw DrException.create(
                    ErrorCode.NOT_FOUND,
                    operation,
                    "the archive has no topic '" + topic + "'"
                            + lineage.map(id -> " with the id " + id).orElse(""),
                    failure ->
                            failure.resource(objects.address()).hint("topics() of the archive lists what is in it."));
        }
        if (found.size() > 1) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    operation,
                    "the archive has " + found.size() + " topics '" + topic + "', one made after the other or in"
                            + " different clusters: "
                            + found.stream().map(ArchiveContents::line).toList(),
                    failure -> failure.resource(objects.address()).hint("Say which one by its lineage."));
        }
        return found.get(0);
    }

    /** Returns the links of every partition of a topic that has some, in order. */
    Map<PartitionId, List<SegmentLink>> chains(Lineages.Shape shape) {
        Chains chains = new Chains(objects, keys);
        Map<PartitionId, List<SegmentLink>> found = new LinkedHashMap<>();
        for (int partition = 0; partition < shape.partitions(); partition++) {
            ChainId chain = new ChainId(shape.lineage(), partition);
            List<SegmentLink> links = chains.links(chain);
            if (!links.isEmpty()) {
                found.put(chain.partitionId(), links);
            }
        }
        return found;
    }

    private ArchivedTopic describe(Lineages.Shape shape) {
        List<ArchivedRange> ranges = new ArrayList<>();
        chains(shape).values().forEach(links -> ranges.add(range(links)));
        return describe(shape, ranges);
    }

    static ArchivedTopic describe(Lineages.Shape shape, List<ArchivedRange> ranges) {
        return ArchivedTopic.of(
                shape.lineage().topic(),
                shape.lineage().id(),
                new ArchivedTopic.Origin(shape.cluster(), shape.partitions(), shape.at()),
                shape.settings(),
                ranges);
    }

    static ArchivedRange range(List<SegmentLink> links) {
        AddedRange sum = new AddedRange(links.get(0).chain());
        links.forEach(sum::add);
        return sum.describe();
    }

    private static String line(Lineages.Shape shape) {
        return shape.lineage().id() + " of cluster " + shape.cluster() + " since " + shape.at();
    }
}
