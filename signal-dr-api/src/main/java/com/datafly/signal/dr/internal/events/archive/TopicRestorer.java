package com.datafly.signal.dr.internal.events.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.ArchivedRange;
import com.datafly.signal.dr.events.ArchivedTopic;
import com.datafly.signal.dr.events.ClusterMetadata;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.RestoredTopic;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicRestore;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.StateTopic;
import com.datafly.signal.dr.internal.events.copy.CopiedOffsets;
import com.datafly.signal.dr.internal.events.copy.CopyPlan;
import com.datafly.signal.dr.internal.events.copy.CopyResult;
import com.datafly.signal.dr.internal.events.copy.CopyRule;
import com.datafly.signal.dr.internal.events.copy.CopyRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Restores one topic by the one copy engine, up to the end that the archive has now: whoever goes on with a restore
 * goes on with what was archived since, too. For one use.
 */
final class TopicRestorer {

    /** Begins the key of the mark that a target's events are a restore's own. */
    private static final String BEGUN = "restore/";

    private final StreamResource stream;
    private final ArchiveObjects objects;
    private final ArchiveKeys keys;
    private final TopicRestore restore;
    private final List<String> notes = new ArrayList<>();

    TopicRestorer(StreamResource stream, ArchiveObjects objects, ArchiveKeys keys, TopicRestore restore) {
        this.stream = stream;
        this.objects = objects;
        this.keys = keys;
        this.restore = restore;
    }

    RestoredTopic run() {
        ArchiveContents contents = new ArchiveContents(objects, keys);
        Lineages.Shape shape = contents.require(operation(), restore.topic(), restore.lineage());
        requireSealedEnds(shape);
        Map<PartitionId, List<SegmentLink>> chains = contents.chains(shape);
        ArchiveSource source = new ArchiveSource(objects, keys, chains);
        Optional<ClusterMetadata> metadata =
                restore.groups().isEmpty() ? Optional.empty() : Optional.of(metadata(shape));
        TargetTopic target = new TargetTopic(stream, restore, notes);
        Topic topic = target.prepare(shape);
        String id = "archive-" + shape.lineage().id() + "-" + topic.name() + "-"
                + ArchiveKeys.segmentOf(topic.id().orElse("0"));
        StateTopic kept = CopyRun.kept(stream, id);
        boolean begun = kept.getConstant(BEGUN + id).isPresent();
        target.requireFree(topic, begun);
        if (!begun) {
            kept.put(BEGUN + id, shape.lineage().id().getBytes(UTF_8));
        }
        CopyRun copy = CopyRun.of(plan(id, source), source, stream, kept);
        CopyResult result = copy.run();
        if (!result.exactlyOnce()) {
            notes.add("the cluster has no transactions: after a crash some events may have been restored twice");
        }
        long written = result.progress().totals().written();
        Answers<String, Map<PartitionId, Long>> groups = Answers.of(Map.of(), Map.of());
        if (metadata.isPresent()) {
            CopiedOffsets offsets = copy.offsets().requireAll("place groups at " + restore.target(), written);
            groups = new GroupPlacement(stream, restore, topic).place(metadata.get(), shape, offsets);
        }
        return RestoredTopic.of(topic.name(), describe(shape, chains), written, groups, notes);
    }

    private String operation() {
        return "restore " + restore.topic();
    }

    private void requireSealedEnds(Lineages.Shape shape) {
        try {
            new SealedEnds(objects, keys).require(operation(), List.of(shape));
        } catch (DrException e) {
            if (e.code() != ErrorCode.INTEGRITY_FAILED || !restore.whatIsLeft()) {
                throw e;
            }
            notes.add("only what is left of the archive was restored: " + e.problem());
        }
    }

    private CopyPlan plan(String id, ArchiveSource source) {
        return CopyPlan.create(id, source.ranges(), CopyRule.everything(restore.target()), more -> {
            more.keepOffsets();
            restore.recordsPerSecond().ifPresent(more::recordsPerSecond);
        });
    }

    private ClusterMetadata metadata(Lineages.Shape shape) {
        return new MetadataFile(objects, keys)
                .newest(shape.cluster())
                .orElseThrow(() -> DrException.create(
                        ErrorCode.FAILED_PRECONDITION,
                        "place groups at " + restore.target(),
                        "the archive has no metadata of the cluster " + shape.cluster(),
                        failure -> failure.resource(objects.address())
                                .hint("Restore without groups, and place them by hand; exportMetadata() keeps their"
                                        + " offsets.")));
    }

    private static ArchivedTopic describe(Lineages.Shape shape, Map<PartitionId, List<SegmentLink>> chains) {
        List<ArchivedRange> ranges = chains.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> ArchiveContents.range(entry.getValue()))
                .toList();
        return ArchiveContents.describe(shape, ranges);
    }
}
