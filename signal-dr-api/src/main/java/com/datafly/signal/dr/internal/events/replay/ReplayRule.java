package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplayRequest;
import com.datafly.signal.dr.internal.events.copy.CopyRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes of an event the one that is replayed. An earlier replay's headers give way to this one's. */
final class ReplayRule implements CopyRule {

    private final OriginHeaders origins;
    private final ReplayRequest request;
    private final ReplayFilter filter;
    private final Map<String, String> targets;

    ReplayRule(String runId, ReplayRequest request, Map<String, String> targets) {
        this.origins = new OriginHeaders(runId);
        this.request = request;
        this.filter = new ReplayFilter(request);
        this.targets = targets;
    }

    @Override
    public @Nullable NewEvent apply(EventRecord event) {
        if (!filter.test(event)) {
            return null;
        }
        PartitionId from = event.partition();
        String topic = targets.getOrDefault(from.topic(), from.topic());
        NewEvent copy = NewEvent.copyOf(event, new PartitionId(topic, from.partition()))
                .headers(origins.headers(event, header -> true));
        if (request.byKey()) {
            copy = copy.partition(NewEvent.BY_KEY);
        }
        return request.keepsTimes() ? copy : copy.timestampMillis(NewEvent.NOW);
    }
}
