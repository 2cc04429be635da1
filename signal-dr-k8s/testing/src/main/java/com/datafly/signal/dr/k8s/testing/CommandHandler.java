package com.datafly.signal.dr.k8s.testing;

/**
 * Runs the commands that clients want to run in containers.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface CommandHandler {

    /** Runs a command to its end. Called by several threads at once. */
    CommandResult run(Command command);
}
