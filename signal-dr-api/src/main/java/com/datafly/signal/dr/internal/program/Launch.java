package com.datafly.signal.dr.internal.program;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.file.FileErrors;
import com.datafly.signal.dr.internal.file.PrivateFolders;
import com.datafly.signal.dr.internal.program.Trace.Ended;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.operation.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** One call of a program, from its beginning to its end: an argument list, never a shell. */
final class Launch {

    private final String operation;
    private final Surroundings surroundings;
    private final Limits limits;
    private final Trace trace;
    private final Lines lines;

    /** Prepares a call that leaves {@code trace}; {@code lines} hears what it prints. */
    Launch(String operation, Surroundings surroundings, Limits limits, Trace trace, Lines lines) {
        this.operation = operation;
        this.surroundings = surroundings;
        this.limits = limits;
        this.trace = trace;
        this.lines = lines;
    }

    /** Tells progress by the lines of a program. */
    static Consumer<String> telling(ProgressListener listener, String program) {
        AtomicLong count = new AtomicLong();
        return line -> {
            listener.progressed(Progress.of(program + ": " + line, count.incrementAndGet(), "lines"));
        };
    }

    /** Hears that a process was begun. */
    interface Beginning {
        void begun(ProcessHandle process);
    }

    /**
     * Runs a program to its end.
     *
     * @param stdout where it prints what is not meant for people; empty for what it prints anyway
     * @throws DrException with {@code FAILED_PRECONDITION} and effect {@code NONE} if it cannot be begun
     */
    Ended run(List<String> command, Optional<Path> stdout, Beginning beginning) {
        trace.open();
        Process process = begin(command, stdout);
        try {
            trace.begun(process.toHandle());
            beginning.begun(process.toHandle());
            return watch(process);
        } catch (RuntimeException e) {
            new ProcessTree(process.toHandle()).kill();
            throw e instanceof DrException failure ? afterItsBeginning(failure) : e;
        }
    }

    /** What failed may have changed nothing; the program, which was begun, may have. */
    private static DrException afterItsBeginning(DrException failure) {
        return failure.effect() != Effect.NONE
                ? failure
                : DrException.create(
                        failure.code(),
                        failure.operation(),
                        failure.problem() + "; the program had been begun",
                        more -> more.effect(Effect.UNKNOWN).cause(failure));
    }

    private Ended watch(Process process) {
        Watch watch = new Watch(operation, process.toHandle(), new OutputFile(trace.output(), lines));
        Optional<String> stopped = watch.untilEnd(limits);
        Ended ended = new Ended(exitCode(process), stopped, watch.took(), lines.last());
        trace.ended(ended);
        return ended;
    }

    private Process begin(List<String> command, Optional<Path> stdout) {
        try {
            ProcessBuilder builder = surroundings.prepare(command, trace.folder());
            builder.redirectErrorStream(stdout.isEmpty());
            builder.redirectOutput(stdout.orElse(trace.output()).toFile());
            if (stdout.isPresent()) {
                PrivateFolders.createFile(stdout.get());
                builder.redirectError(trace.output().toFile());
            }
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            trace.forget();
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "it cannot be begun: "
                            + FileErrors.withoutEffect(operation, e).problem(),
                    failure -> failure.cause(e)
                            .hint("See that the program and its directory are there, and that this process may"
                                    + " execute it."));
        }
    }

    /** The process has ended, unless it could not even be killed. */
    private static int exitCode(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return process.isAlive() ? -1 : process.exitValue();
        }
    }
}
