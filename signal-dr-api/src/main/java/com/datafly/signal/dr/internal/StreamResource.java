package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.spi.EventStreamDriver;

/** One event stream. */
public final class StreamResource extends DrivenResource<EventStreamDriver> {

    StreamResource(ResourceAddress address, EventStreamDriver driver, Calls calls, Resource.Host host) {
        super(address, driver, calls, host);
    }

    /** Refuses to go on where the cluster cannot do what is needed. */
    public void require(EventCapability capability, String operation) {
        read("ask what " + address() + " can do", EventStreamDriver::capabilities)
                .require(capability, operation);
    }

    /** Returns a failure of what a reader or writer did, that names this stream and tells no secret. */
    public DrException named(DrException failure) {
        return failures().copy(failure, more -> more.resource(address().toString()));
    }

    @Override
    void closeDriver() {
        driver().close();
    }
}
