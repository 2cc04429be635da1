package com.datafly.signal.dr.kafka.testing;

import java.time.Duration;

/** How long a program may take to get ready. */
final class Patience {

    private static final Duration POLL = Duration.ofMillis(50);

    private Patience() {}

    /**
     * Waits a little for a program that is not ready.
     *
     * @param begin when the wait began, by {@code System.nanoTime()}
     * @throws IllegalStateException if the program has ended, or if that is too long ago; the message ends with its log
     */
    static void pause(Program program, long begin, Duration patience) {
        boolean ended = program.process().awaitEnd(POLL);
        if (ended || System.nanoTime() - begin > patience.toNanos()) {
            String what = ended ? " has ended" : " is not ready after " + patience;
            throw new IllegalStateException(program.name() + what + "; the end of its log:\n"
                    + program.process().logTail());
        }
    }
}
