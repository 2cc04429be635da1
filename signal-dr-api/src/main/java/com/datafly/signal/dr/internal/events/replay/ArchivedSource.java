package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.ArchivedTopic;
import com.datafly.signal.dr.events.EventArchive;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplayRequest;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.internal.events.archive.ArchiveSource;
import com.datafly.signal.dr.internal.events.archive.ArchiveWindow;
import com.datafly.signal.dr.internal.events.archive.DefaultEventArchive;
import com.datafly.signal.dr.internal.events.copy.CopyRange;
import com.datafly.signal.dr.internal.events.copy.CopySource;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An archive to replay from: one life of each topic. */
final class ArchivedSource implements ReplaySource {

    private static final int NO_COPIES = 0;

    private final DefaultEventArchive archive;
    private final List<ArchivedTopic> topics;
    private final ArchiveSource events;

    private ArchivedSource(DefaultEventArchive archive, List<ArchivedTopic> topics, ArchiveSource events) {
        this.archive = archive;
        this.topics = List.copyOf(topics);
        this.events = events;
    }

    /** Opens the topics of a request; where the archive has several lives of one, the request must say which. */
    static ReplaySource find(EventArchive archive, ReplayRequest request) {
        DefaultEventArchive from = (DefaultEventArchive) archive;
        Map<String, List<ArchivedTopic>> lives = from.lives().stream()
                .filter(topic -> ReplayRanges.means(request, topic.name()))
                .collect(Collectors.groupingBy(ArchivedTopic::name, TreeMap::new, Collectors.toList()));
        requireThere(request, lives.values(), from);
        Map<String, String> lineages = new TreeMap<>();
        lives.forEach((name, several) ->
                lineages.put(name, theOne(request, several, from).lineage()));
        return open(from, lineages);
    }

    /** Opens the lives that a replay began with; empty if it began with something else than this archive. */
    static Optional<ReplaySource> begun(EventArchive archive, String definition) {
        DefaultEventArchive from = (DefaultEventArchive) archive;
        return ReplayDefinition.source(definition).equals(from.address())
                ? Optional.of(open(from, ReplayDefinition.lineages(definition)))
                : Optional.empty();
    }

    private static ReplaySource open(DefaultEventArchive archive, Map<String, String> lineages) {
        List<ArchivedTopic> topics = archive.lives().stream()
                .filter(topic -> topic.lineage().equals(lineages.get(topic.name())))
                .toList();
        return new ArchivedSource(archive, topics, archive.source(lineages));
    }

    @Override
    public String name() {
        return archive.address();
    }

    @Override
    public Set<String> clusters() {
        return topics.stream().map(ArchivedTopic::cluster).collect(Collectors.toSet());
    }

    @Override
    public Map<String, String> lineages(ReplayRequest request) {
        Map<String, String> lineages = new TreeMap<>();
        topics.forEach(topic -> lineages.put(topic.name(), topic.lineage()));
        return lineages;
    }

    @Override
    public List<Topic> topics() {
        return topics.stream()
                .map(topic ->
                        Topic.of(topic.name(), Optional.of(topic.lineage()), topic.partitions(), NO_COPIES, false))
                .toList();
    }

    @Override
    public ReplayRanges find(ReplayRequest request, Set<PartitionId> partitions) {
        ArchiveWindow window = events.window(new ArchiveWindow.Bounds(
                ReplayFilter.fromMillis(request), ReplayFilter.toMillis(request), request.disorder()));
        Map<PartitionId, CopyRange> ranges = new TreeMap<>(window.ranges());
        ranges.keySet().retainAll(partitions);
        Map<PartitionId, Instant> missing = new TreeMap<>(window.missingBefore());
        missing.keySet().retainAll(partitions);
        Map<PartitionId, Long> ends = new TreeMap<>();
        ranges.forEach((partition, range) -> ends.put(partition, range.to()));
        return new ReplayRanges(
                ranges,
                ends,
                missing,
                window.gaps().stream()
                        .filter(gap -> partitions.contains(gap.partition()))
                        .toList());
    }

    @Override
    public void requireReadable(Map<PartitionId, CopyRange> ranges) {
        events.requireStored(ranges);
    }

    @Override
    public boolean counts() {
        return true;
    }

    @Override
    public CopySource events(Map<PartitionId, CopyRange> ranges) {
        return events.within(ranges);
    }

    @Override
    public String toString() {
        return "the archive " + archive.address();
    }

    private static ArchivedTopic theOne(ReplayRequest request, List<ArchivedTopic> lives, DefaultEventArchive archive) {
        List<ArchivedTopic> named = lives.stream()
                .filter(topic -> request.lineages().contains(topic.lineage()))
                .toList();
        List<ArchivedTopic> possible = named.isEmpty() ? lives : named;
        if (possible.size() > 1) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    request.toString(),
                    "the archive has " + possible.size() + " topics '"
                            + possible.get(0).name() + "', one made after the other or in different clusters: "
                            + possible.stream()
                                    .map(topic -> topic.lineage() + " of cluster " + topic.cluster() + " since "
                                            + topic.since())
                                    .toList(),
                    failure -> failure.resource(archive.address()).hint("Say by lineages(...) which one."));
        }
        return possible.get(0);
    }

    private static void requireThere(
            ReplayRequest request, Collection<List<ArchivedTopic>> lives, DefaultEventArchive archive) {
        Set<String> unknown = new TreeSet<>(request.lineages());
        lives.forEach(topic -> topic.forEach(life -> unknown.remove(life.lineage())));
        if (!unknown.isEmpty()) {
            throw DrException.create(
                    ErrorCode.NOT_FOUND,
                    request.toString(),
                    "the archive has none of these topics with the id " + String.join(", ", unknown),
                    failure -> failure.resource(archive.address()).hint("topics() of the archive tells their ids."));
        }
    }
}
