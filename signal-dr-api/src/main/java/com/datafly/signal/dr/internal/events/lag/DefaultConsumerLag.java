package com.datafly.signal.dr.internal.events.lag;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.events.ConsumerLag;
import com.datafly.signal.dr.events.LagQuery;
import com.datafly.signal.dr.events.LagReport;
import com.datafly.signal.dr.internal.StreamResource;
import java.time.Duration;

/** Consumer lag of one cluster, by its driver. */
public final class DefaultConsumerLag implements ConsumerLag {

    private final StreamResource resource;

    /** Measures at a cluster. */
    public DefaultConsumerLag(StreamResource resource) {
        this.resource = resource;
    }

    @Override
    public LagReport measure(LagQuery query) {
        return new LagMeasurement(resource, requireNonNull(query, "query")).measure();
    }

    @Override
    public LagReport awaitZero(LagQuery query, Duration deadline) {
        return new LagWait(this, resource.time(), report -> {}).await(query, deadline);
    }
}
