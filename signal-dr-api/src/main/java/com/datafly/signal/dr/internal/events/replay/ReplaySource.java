package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.events.EventArchive;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplayRequest;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.DefaultEventStream;
import com.datafly.signal.dr.internal.events.copy.CopyRange;
import com.datafly.signal.dr.internal.events.copy.CopySource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is replayed from: a cluster, or an archive. Thread-safe. */
interface ReplaySource {

    /**
     * Opens what a request reads.
     *
     * @param begun what is kept of the replay, if it was begun: it goes on with the topics that it began with
     * @param target the cluster that is written to
     */
    static ReplaySource open(ReplayRequest request, Optional<String> begun, StreamResource target) {
        Optional<EventArchive> archive = request.archive();
        if (archive.isPresent()) {
            return begun.flatMap(text -> ArchivedSource.begun(archive.get(), text))
                    .orElseGet(() -> ArchivedSource.find(archive.get(), request));
        }
        return new StreamSource(request.source()
                .map(stream -> ((DefaultEventStream) stream).resource())
                .orElse(target));
    }

    /** Returns what nothing else is called, and stays so: a cluster's id, an archive's address. */
    String name();

    /** Returns the ids of the clusters whose events these are. */
    Set<String> clusters();

    /** Returns which life of each topic that a request means is read, as far as the cluster tells lives apart. */
    Map<String, String> lineages(ReplayRequest request);

    /** Lists the topics that it has. */
    List<Topic> topics();

    /** Finds where the events of a request stand in these partitions. */
    ReplayRanges find(ReplayRequest request, Set<PartitionId> partitions);

    /** Makes sure, as far as that can be told before, that what these ranges hold can be read. */
    void requireReadable(Map<PartitionId, CopyRange> ranges);

    /** Tells whether only reading tells how many events there are. */
    boolean counts();

    /** Returns how the events of these ranges are read. */
    CopySource events(Map<PartitionId, CopyRange> ranges);
}
