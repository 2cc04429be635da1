package com.datafly.signal.dr.k8s.internal.helm;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Runs a program by a list of arguments, without a shell, and ends it with all that it started. Thread-safe. */
final class HelmProcess implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(15);

    private final String command;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    HelmProcess(String command) {
        this.command = command;
    }

    /** What came of it; output and errors are the ends of what it wrote. */
    record Result(int exitCode, String output, String errors) {}

    /** Runs it to its end, with nothing to read. */
    Result run(String operation, List<String> arguments, Duration within) {
        return run(operation, arguments, Optional.empty(), within);
    }

    /**
     * Runs it to its end. Nothing that it reads or writes is ever on disk.
     *
     * @param input what it reads; the caller closes it
     * @throws DrException with {@code FAILED_PRECONDITION} and effect {@code NONE} if there is no such program, or this
     *     was closed, {@code DEADLINE_EXCEEDED} or {@code CANCELLED} and effect {@code UNKNOWN} if it was ended
     */
    Result run(String operation, List<String> arguments, Optional<Secret> input, Duration within) {
        if (closed) {
            throw DrException.of(ErrorCode.FAILED_PRECONDITION, operation, "the executor was closed");
        }
        Process process = start(operation, arguments);
        running.add(process);
        if (closed) {
            // Closing may have looked before this process was among the others.
            end(process);
        }
        ProcessPipes pipes = ProcessPipes.open(process, input);
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                end(process);
                throw ended(
                        ErrorCode.DEADLINE_EXCEEDED,
                        operation,
                        "helm did not end within " + within.toSeconds() + " s and was ended");
            }
            return new Result(process.exitValue(), pipes.output(), pipes.errors());
        } catch (InterruptedException e) {
            end(process);
            Thread.currentThread().interrupt();
            throw ended(ErrorCode.CANCELLED, operation, "the waiting thread was interrupted, helm was ended");
        } finally {
            running.remove(process);
            pipes.close();
        }
    }

    private Process start(String operation, List<String> arguments) {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().keySet().removeIf(HelmProcess::misleads);
        try {
            return builder.start();
        } catch (IOException e) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "the program " + command + " cannot be started",
                    failure -> failure.hint("Install Helm 3.13 or later, or Helm 4, or name its path by the option"
                            + " releases-command; the artifact signal-dr-k8s-helm-java does without it."));
        }
    }

    /** Helm would go to another cluster or namespace than the platform's driver by these, or print every request. */
    static boolean misleads(String variable) {
        return variable.startsWith("HELM_KUBE") || variable.equals("HELM_NAMESPACE") || variable.equals("HELM_DEBUG");
    }

    /** Asks it to end, so that Helm can note that it failed; then makes it. */
    private static void end(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        children.forEach(ProcessHandle::destroy);
        boolean interrupted = Thread.interrupted();
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            interrupted = true;
            process.destroyForcibly();
        } finally {
            children.forEach(ProcessHandle::destroyForcibly);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static DrException ended(ErrorCode code, String operation, String problem) {
        return DrException.create(
                code,
                operation,
                problem,
                failure -> failure.effect(Effect.UNKNOWN).hint("Look at helm history what came of it."));
    }

    /** Ends what runs, and what is started from now on. */
    @Override
    public void close() {
        closed = true;
        running.forEach(HelmProcess::end);
    }
}
