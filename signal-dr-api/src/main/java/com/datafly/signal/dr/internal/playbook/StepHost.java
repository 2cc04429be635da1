package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.playbook.BreakGlass;
import java.util.Optional;

/** What the run is to a step that runs on a thread of its own. Thread-safe. */
interface StepHost {

    /** Returns the JSON that an earlier step gave; empty if it gave none yet. */
    Optional<String> output(String step);

    /** Notes the provider's name for a step's work; durable on return. */
    void observed(String step, String operation);

    /** Tells how far a step came. */
    void progressed(String step, Progress progress);

    /** Refuses with {@code FENCED} what must not happen any more because another process may have taken over. */
    void requireHeld();

    /** Returns the broken glass that holds now. */
    Optional<BreakGlass> glass();
}
