package com.datafly.signal.dr.aws;

import com.datafly.signal.dr.operation.TimeSource;
import java.time.Duration;

/** Real time, in which nobody waits for long: the driver's waits are made for RDS, which takes minutes. */
final class HurriedTime implements TimeSource {

    private static final Duration LONGEST = Duration.ofMillis(100);

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        TimeSource.system().sleep(duration.compareTo(LONGEST) < 0 ? duration : LONGEST);
    }
}
