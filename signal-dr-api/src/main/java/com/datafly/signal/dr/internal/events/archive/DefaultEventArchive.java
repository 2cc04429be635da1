package com.datafly.signal.dr.internal.events.archive;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.ArchiveCheck;
import com.datafly.signal.dr.events.ArchiveReport;
import com.datafly.signal.dr.events.ArchiveRequest;
import com.datafly.signal.dr.events.ArchiveTail;
import com.datafly.signal.dr.events.ArchivedTopic;
import com.datafly.signal.dr.events.ClusterMetadata;
import com.datafly.signal.dr.events.EventArchive;
import com.datafly.signal.dr.events.MetadataPlan;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.RestoredTopic;
import com.datafly.signal.dr.events.TopicRestore;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.store.ObjectStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An archive of one stream in one store. */
public final class DefaultEventArchive implements EventArchive {

    private static final Duration SHORTEST = Duration.ofMillis(100);

    private final StreamResource stream;
    private final ArchiveObjects objects;
    private final ArchiveKeys keys;

    /** Keeps objects below {@code prefix}. */
    public DefaultEventArchive(StreamResource stream, ObjectStore store, String prefix) {
        this.stream = stream;
        this.objects = new ArchiveObjects(requireNonNull(store, "store"));
        this.keys = new ArchiveKeys(prefix);
    }

    @Override
    public ArchiveReport append(ArchiveRequest request) {
        return new Archiver(stream, objects, keys, requireNonNull(request, "request")).round();
    }

    @Override
    public ArchiveTail follow(ArchiveRequest request, Duration interval) {
        if (interval.compareTo(SHORTEST) < 0) {
            throw stream.refusal(
                    ErrorCode.INVALID_ARGUMENT,
                    "archive events",
                    "an interval of " + interval,
                    "Use at least 100 ms; a minute makes objects of a useful size.");
        }
        Archiver archiver = new Archiver(stream, objects, keys, requireNonNull(request, "request"));
        return DefaultArchiveTail.start(archiver::round, interval);
    }

    @Override
    public List<ArchivedTopic> topics() {
        return new ArchiveContents(objects, keys).topics();
    }

    @Override
    public ArchiveCheck verify() {
        return new ArchiveVerifier(objects, keys).run(Optional.empty());
    }

    @Override
    public ArchiveCheck verify(String seal) {
        return new ArchiveVerifier(objects, keys).run(Optional.of(seal));
    }

    @Override
    public RestoredTopic restore(TopicRestore restore) {
        return new TopicRestorer(stream, objects, keys, requireNonNull(restore, "restore")).run();
    }

    @Override
    public ClusterMetadata exportMetadata() {
        ClusterMetadata metadata = new MetadataExporter(stream).read();
        new MetadataFile(objects, keys).write(metadata);
        return metadata;
    }

    @Override
    public List<ClusterMetadata> metadata() {
        return new MetadataFile(objects, keys).newest();
    }

    @Override
    public MetadataPlan planMetadata(ClusterMetadata metadata) {
        return new MetadataRestorer(stream).plan(requireNonNull(metadata, "metadata"));
    }

    @Override
    public List<DrException> restoreMetadata(MetadataPlan plan) {
        return new MetadataRestorer(stream).apply(requireNonNull(plan, "plan"));
    }

    /** Returns where the archive is, which no other archive has. */
    public String address() {
        return objects.address() + "/" + keys.prefix();
    }

    /** Lists the topics that are in the archive, but not their ranges: no link is read. */
    public List<ArchivedTopic> lives() {
        return new Lineages(objects, keys)
                .newest().stream()
                        .map(shape -> ArchiveContents.describe(shape, List.of()))
                        .toList();
    }

    /**
     * Opens topics as a source of copies.
     *
     * @param lineages which life of each topic
     * @throws DrException with {@code NOT_FOUND} if one is not there, {@code INTEGRITY_FAILED} and the detail
     *     {@code object} if a chain is broken, or does not reach as far as it was sealed
     */
    public ArchiveSource source(Map<String, String> lineages) {
        ArchiveContents contents = new ArchiveContents(objects, keys);
        String operation = "read " + address();
        List<Lineages.Shape> shapes = new ArrayList<>();
        lineages.forEach((topic, lineage) -> shapes.add(contents.require(operation, topic, Optional.of(lineage))));
        new SealedEnds(objects, keys).require(operation, shapes);
        Map<PartitionId, List<SegmentLink>> chains = new HashMap<>();
        shapes.forEach(shape -> chains.putAll(contents.chains(shape)));
        return new ArchiveSource(objects, keys, chains);
    }

    @Override
    public String toString() {
        return "archive of " + stream.address() + " in " + objects.address();
    }
}
