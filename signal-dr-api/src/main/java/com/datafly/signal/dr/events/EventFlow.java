package com.datafly.signal.dr.events;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.internal.events.flow.DefaultEventFlow;
import java.util.function.Function;

/**
 * Finds out whether the product's events flow, by a marker that is put in at the front and awaited at the end.
 *
 * <p>A marker is an event like any other to the product, which must be ready for it. It is found again by the header
 * {@link FlowProbe#MARKER_HEADER}, or where headers are dropped by its text in key or value. Read is only what was
 * committed, and only from where the topics ended before the marker was put in. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface EventFlow permits DefaultEventFlow {

    /**
     * Puts one marker in and waits until it came out everywhere, at most as long as the probe says. Each call uses a
     * marker of its own. Topics that appear meanwhile are looked at too; what is not found is no exception but in the
     * report.
     *
     * @throws DrException with {@code UNAVAILABLE} or another code and effect {@code NONE} if the topics could not be
     *     looked at before anything was put in; {@code CANCELLED} if the thread was interrupted
     */
    default FlowReport probe(FlowProbe probe) {
        return probe(probe, name -> {
            throw DrException.of(
                    ErrorCode.FAILED_PRECONDITION, "probe the event flow", "the secret '" + name + "' was not given");
        });
    }

    /**
     * Like {@link #probe(FlowProbe)}, with secrets for the endpoint.
     *
     * @param secrets gives the host's secrets by name; whoever gives them closes them
     */
    FlowReport probe(FlowProbe probe, Function<String, Secret> secrets);
}
