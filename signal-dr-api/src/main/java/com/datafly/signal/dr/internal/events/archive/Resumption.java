package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes sure that a log still is the one that was archived, by the last event that the archive has of it. That one is
 * read again, where the log still has it, before what follows. Used by one thread.
 */
final class Resumption {

    private final Map<PartitionId, ChainHead> expected = new HashMap<>();
    private final Map<PartitionId, DrException> rewritten = new HashMap<>();

    /** Looks for the last event of a chain, from the offset that this returns. */
    long expect(PartitionId partition, ChainHead head) {
        if (head.lastOffset() < 0) {
            return head.next();
        }
        expected.put(partition, head);
        return head.lastOffset();
    }

    /** Returns {@code events} without those that are archived already. */
    List<EventRecord> filter(List<EventRecord> events, Map<PartitionId, Long> positions) {
        if (expected.isEmpty()) {
            return events;
        }
        List<EventRecord> fresh = new ArrayList<>(events.size());
        for (EventRecord event : events) {
            ChainHead head = expected.get(event.partition());
            if (head == null || event.offset() >= head.next()) {
                fresh.add(event);
            } else if (event.offset() == head.lastOffset()) {
                compare(event, head);
            }
        }
        expected.entrySet()
                .removeIf(entry -> positions.getOrDefault(entry.getKey(), -1L)
                        >= entry.getValue().next());
        return fresh;
    }

    /** Returns the partitions whose log holds something else by now, and forgets them. */
    Map<PartitionId, DrException> rewritten() {
        Map<PartitionId, DrException> found = Map.copyOf(rewritten);
        rewritten.clear();
        return found;
    }

    private void compare(EventRecord event, ChainHead head) {
        if (!Sha256.of(RecordEncoder.encode(event)).equals(head.lastDigest())) {
            PartitionId partition = event.partition();
            rewritten.put(
                    partition,
                    DrException.create(
                            ErrorCode.FAILED_PRECONDITION,
                            "archive " + partition,
                            "the event at offset " + event.offset() + " is not the one that was archived: the log was"
                                    + " truncated and written anew",
                            failure -> failure.detail("partition", partition)
                                    .detail("offset", event.offset())
                                    .hint("Restore the topic under another name from the archive; to archive what comes"
                                            + " now, make the topic anew or use another prefix.")));
        }
    }
}
