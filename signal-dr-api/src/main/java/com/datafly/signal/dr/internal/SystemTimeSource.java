package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.operation.TimeSource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Real time. */
public enum SystemTimeSource implements TimeSource {
    INSTANCE;

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }
}
