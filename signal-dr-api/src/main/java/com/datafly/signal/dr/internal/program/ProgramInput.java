package com.datafly.signal.dr.internal.program;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A program as a playbook defines it. It holds names of secrets, never a secret.
 *
 * @param command the program and its arguments
 * @param lookup the program that says whether the work is done; empty for none
 * @param undo the program that takes the work back; empty for none
 * @param surroundings where they run, and what they know
 * @param records where they leave their traces
 * @param timeout how long each may run
 * @param grace how long each may take to end once it is asked to
 * @param repetition what may be done where nobody knows how it ended
 * @param exits what its numbers mean
 */
public record ProgramInput(
        List<String> command,
        List<String> lookup,
        List<String> undo,
        ProgramPlace surroundings,
        String records,
        Duration timeout,
        Duration grace,
        Repetition repetition,
        Exits exits) {

    /**
     * What the numbers mean that a program leaves.
     *
     * @param success it has done its work
     * @param unchanged it has not, and nothing was changed
     */
    public record Exits(Set<Integer> success, Set<Integer> unchanged) {}

    Limits limits() {
        return new Limits(timeout, grace);
    }
}
