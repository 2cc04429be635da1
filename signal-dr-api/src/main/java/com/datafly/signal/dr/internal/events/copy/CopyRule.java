package com.datafly.signal.dr.internal.events.copy;

import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import org.jspecify.annotations.Nullable;

/** Chooses what is copied, and says what becomes of it. Called in each partition's order, by one thread. */
@FunctionalInterface
public interface CopyRule {

    /** Returns the event to write; null to leave this one out. */
    @Nullable
    NewEvent apply(EventRecord event);

    /** Copies everything as it is, with its time, to the partition of the same number of the topic that is named. */
    static CopyRule everything(String topic) {
        return event ->
                NewEvent.copyOf(event, new PartitionId(topic, event.partition().partition()));
    }
}
