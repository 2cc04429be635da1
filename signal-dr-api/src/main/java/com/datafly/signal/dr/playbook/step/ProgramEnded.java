package com.datafly.signal.dr.playbook.step;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a program ended well.
 *
 * @param program what was run, without its arguments
 * @param exitCode the number that it left; empty if nobody saw it end, and a look found its work done
 * @param took how long it ran, as far as that was seen
 * @param lines the last lines that it printed, with the secrets that are known masked
 * @since 0.1
 */
public record ProgramEnded(String program, Optional<Integer> exitCode, Duration took, List<String> lines) {

    /** Takes a copy. */
    public ProgramEnded {
        lines = List.copyOf(lines);
    }
}
