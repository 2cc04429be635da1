package com.datafly.signal.dr.internal.observe;

import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunEvent.RunStarted;
import com.datafly.signal.dr.playbook.RunEvent.StepFinished;
import com.datafly.signal.dr.playbook.RunEvent.StepObserved;
import com.datafly.signal.dr.playbook.RunEvent.StepProgressed;
import com.datafly.signal.dr.playbook.RunEvent.StepStarted;
import com.datafly.signal.dr.playbook.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Events as a run sends them. */
final class Events {

    static final String RUN = "run-1";
    static final Instant AT = Instant.parse("2025-01-15T10:30:00Z");

    private Events() {}

    static RunStarted runStarted(long epoch) {
        return new RunStarted(RUN, AT, "database-failure", true, epoch);
    }

    static StepStarted stepStarted(String step) {
        return new StepStarted(RUN, AT.plusSeconds(1), step, "snapshot", 0, false);
    }

    static RunEvent observed(String operation) {
        return new StepObserved(RUN, AT.plusSeconds(2), "backup", operation);
    }

    static StepProgressed progressed(String step, long done) {
        return new StepProgressed(RUN, AT.plusSeconds(2), step, Progress.of("copy", done, "bytes"));
    }

    static StepFinished stepFinished(String step, StepState state, String failure) {
        return new StepFinished(
                RUN,
                AT.plusSeconds(9),
                step,
                "snapshot",
                state,
                Duration.ofSeconds(5),
                failure.isEmpty() ? Optional.empty() : Optional.of(failure));
    }
}
