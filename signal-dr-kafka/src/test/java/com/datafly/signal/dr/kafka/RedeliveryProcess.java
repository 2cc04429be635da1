package com.datafly.signal.dr.kafka;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.DeadLetterRequest;
import com.datafly.signal.dr.events.EventRun;
import com.datafly.signal.dr.events.RedeliveryResult;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A redelivery of dead letters in a JVM of its own, which says when it has committed some and how it ended. */
final class RedeliveryProcess {

    static final String BEGUN = "begun";
    private static final Duration LONG = Duration.ofMinutes(2);

    private RedeliveryProcess() {}

    /** Redelivers: the cluster, the topic of the letters, events a second. */
    public static void main(String[] arguments) {
        try (SignalDr dr = SignalDr.builder().events("kafka:" + arguments[0]).build()) {
            EventRun<RedeliveryResult> run = dr.events()
                    .deadLetters()
                    .redeliver(DeadLetterRequest.of(
                            arguments[1], request -> request.recordsPerSecond(Double.parseDouble(arguments[2]))));
            AtomicLong before = new AtomicLong(Long.MAX_VALUE);
            run.onProgress(progress -> {
                if (progress.done() > before.getAndSet(progress.done())) {
                    System.out.println(BEGUN);
                }
            });
            System.out.println(run.await(LONG));
        }
    }
}
