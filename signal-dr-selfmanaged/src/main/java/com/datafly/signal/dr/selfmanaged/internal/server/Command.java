package com.datafly.signal.dr.selfmanaged.internal.server;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs a program of the operating system to its end. */
public final class Command {

    private Command() {}

    /**
     * What a program left.
     *
     * @param exitCode its exit code
     * @param output what it wrote to both of its outputs
     */
    public record Result(int exitCode, String output) {

        /** Tells whether the program ended well. */
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    /**
     * Runs {@code command} in the root directory, without the caller's {@code PG...} variables.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if the program cannot be started, {@code CANCELLED} if the
     *     thread was interrupted; the program is then ended
     */
    public static Result run(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(new File("/"));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_MESSAGES", "C");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    "run " + Path.of(command.get(0)).getFileName(),
                    "program cannot be started",
                    failure -> failure.cause(e));
        }
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output.strip());
        } catch (IOException e) {
            process.destroy();
            throw DrException.create(
                    ErrorCode.INTERNAL, "run " + command.get(0), "output cannot be read", failure -> failure.cause(e));
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw DrException.create(
                    ErrorCode.CANCELLED,
                    "run " + command.get(0),
                    "thread was interrupted",
                    failure -> failure.cause(e));
        }
    }
}
