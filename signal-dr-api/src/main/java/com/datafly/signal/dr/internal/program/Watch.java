package com.datafly.signal.dr.internal.program;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.file.FileErrors;
import com.datafly.signal.dr.internal.report.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Watches a process to its end, tells what it prints meanwhile, and stops it where its time is over. */
final class Watch {

    private static final Duration LOOK = Duration.ofMillis(100);

    private final String operation;
    private final ProcessHandle process;
    private final OutputFile output;
    private final long begin = System.nanoTime();

    Watch(String operation, ProcessHandle process, OutputFile output) {
        this.operation = operation;
        this.process = process;
        this.output = output;
    }

    /**
     * Waits for its end. An interrupt stops the program, and is there again afterwards.
     *
     * @return why it was stopped, if it was
     */
    Optional<String> untilEnd(Limits limits) {
        try {
            while (process.isAlive()) {
                if (took().compareTo(limits.timeout()) >= 0) {
                    new ProcessTree(process).end(limits.grace());
                    output.finish();
                    return Optional.of("it was stopped after " + Durations.words(limits.timeout()));
                }
                pause();
                output.read();
            }
            output.finish();
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            new ProcessTree(process).end(limits.grace());
            return Optional.of("it was stopped with its step");
        } catch (IOException e) {
            new ProcessTree(process).end(limits.grace());
            throw DrException.create(
                    ErrorCode.UNAVAILABLE,
                    operation,
                    "what it prints cannot be read, and the program was stopped: "
                            + FileErrors.withoutEffect(operation, e).problem(),
                    failure -> failure.effect(Effect.UNKNOWN).cause(e));
        }
    }

    /** Returns how long it was watched. */
    Duration took() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private void pause() throws InterruptedException {
        try {
            process.onExit().get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // It lives on, or cannot be waited for: the next look tells.
            return;
        }
    }
}
