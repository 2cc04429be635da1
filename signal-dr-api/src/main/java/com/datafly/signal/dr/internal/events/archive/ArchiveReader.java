package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.spi.EventReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an archive like a cluster: one partition after the other, segment by segment, each checked before it is used.
 */
final class ArchiveReader implements EventReader {

    private static final int BATCH = 5_000;

    private final ArchiveObjects objects;
    private final ArchiveKeys keys;
    private final Map<PartitionId, List<SegmentLink>> chains;
    private final Map<PartitionId, Long> positions = new HashMap<>();
    private final Deque<PartitionId> waiting = new ArrayDeque<>();
    private @Nullable SegmentStream segment;
    private @Nullable SegmentLink link;

    /** Reads these chains, each of which was found whole. */
    ArchiveReader(ArchiveObjects objects, ArchiveKeys keys, Map<PartitionId, List<SegmentLink>> chains) {
        this.objects = objects;
        this.keys = keys;
        this.chains = chains;
    }

    @Override
    public void seek(Map<PartitionId, Long> sought) {
        positions.clear();
        positions.putAll(sought);
        waiting.clear();
        sought.keySet().stream().sorted().forEach(waiting::add);
        segment = null;
        link = null;
    }

    @Override
    public List<EventRecord> poll(Duration wait) {
        requireMore();
        List<EventRecord> events = new ArrayList<>();
        while (events.size() < BATCH && advance()) {
            SegmentStream open = segment;
            SegmentLink of = link;
            if (open == null || of == null) {
                continue;
            }
            Optional<EventRecord> event = open.next();
            PartitionId partition = of.chain().partitionId();
            if (event.isEmpty()) {
                positions.put(partition, of.span().next());
                segment = null;
            } else if (event.get().offset() >= positions.getOrDefault(partition, 0L)) {
                events.add(event.get());
                positions.put(partition, event.get().offset() + 1);
            }
        }
        return events;
    }

    @Override
    public Map<PartitionId, Long> positions() {
        return Collections.unmodifiableMap(new HashMap<>(positions));
    }

    @Override
    public void close() {
        segment = null;
    }

    /** Whoever asks again behind the last segment expects what an archive had that was cut off since. */
    private void requireMore() {
        if (segment == null && waiting.isEmpty()) {
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED,
                    "read an archive",
                    "it ends at " + positions + ", and had more before",
                    failure -> failure.hint("Find out what removed its last links; verify(seal) tells which."));
        }
    }

    /** Opens the segment that is read next, unless one is open; tells whether there is anything left. */
    private boolean advance() {
        while (segment == null) {
            PartitionId partition = waiting.peek();
            if (partition == null) {
                return false;
            }
            Optional<SegmentLink> next = find(partition, positions.getOrDefault(partition, 0L));
            if (next.isEmpty()) {
                waiting.remove();
            } else if (next.get().content().isEmpty()) {
                positions.put(partition, next.get().span().next());
            } else {
                link = next.get();
                segment = SegmentStream.open(objects, keys, next.get());
            }
        }
        return true;
    }

    private Optional<SegmentLink> find(PartitionId partition, long position) {
        List<SegmentLink> links = chains.getOrDefault(partition, List.of());
        if (!links.isEmpty() && position < links.get(0).span().from()) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    "read the archive of " + partition,
                    "offset " + position + " lies before its beginning at "
                            + links.get(0).span().from(),
                    failure -> failure.detail("partition", partition)
                            .detail("offset", position)
                            .detail("earliest", links.get(0).span().from()));
        }
        int low = 0;
        int high = links.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (links.get(middle).span().next() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < links.size() ? Optional.of(links.get(low)) : Optional.empty();
    }
}
