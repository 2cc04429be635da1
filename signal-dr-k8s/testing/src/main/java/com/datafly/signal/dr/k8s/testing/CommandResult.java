package com.datafly.signal.dr.k8s.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.k8s.testing.internal.cluster.KubeletApi.Answered;

/**
 * What came of a command.
 *
 * @since 0.1
 */
public final class CommandResult {

    private static final int NOT_STARTED = -1;

    private final Answered answered;

    private CommandResult(Answered answered) {
        this.answered = answered;
    }

    /** The command ended. */
    public static CommandResult of(int exitCode, String output, String errors) {
        return of(exitCode, output.getBytes(UTF_8), errors.getBytes(UTF_8));
    }

    /** The command ended; nothing is copied. */
    public static CommandResult of(int exitCode, byte[] output, byte[] errors) {
        return new CommandResult(new Answered(exitCode, output, errors));
    }

    /** There is no such program in the image. */
    public static CommandResult missing(String program) {
        String why = "OCI runtime exec failed: exec failed: unable to start container process: exec: \"" + program
                + "\": executable file not found in $PATH: unknown";
        return new CommandResult(new Answered(NOT_STARTED, new byte[0], why.getBytes(UTF_8)));
    }

    Answered answered() {
        return answered;
    }
}
