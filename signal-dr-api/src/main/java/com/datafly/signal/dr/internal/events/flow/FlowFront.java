package com.datafly.signal.dr.internal.events.flow;

import com.datafly.signal.dr.DrException;
import java.time.Duration;

/** Where a marker is put in. */
interface FlowFront {

    /**
     * Puts a marker in.
     *
     * @throws DrException with {@code CANCELLED} alone
     */
    FlowEntry put(FlowMarker marker, Duration allowed);
}
