package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.playbook.Step;
import java.time.Duration;
import java.time.Instant;

/**
 * One attempt at a step, or at its undo.
 *
 * @param startedAt when the journal got its intent
 * @param begin when it began in this process, by the run's time source
 */
record Attempt(Step step, Mode mode, int generation, OperationKey key, Instant startedAt, long begin) {

    /** How an attempt begins. */
    enum Mode {
        /** With the action. */
        ACT,
        /** With a look at what became of an attempt before. */
        RECONCILE,
        /** With a look, and with the action under the same key if that tells nothing: a person decided so. */
        INSIST,
        /** With the postconditions: the action gave its output before. */
        CHECK,
        /** With a look for the output of work that a person says is done; it never acts. */
        ADOPT,
        /** With the undo. */
        UNDO
    }

    boolean isUndo() {
        return mode == Mode.UNDO;
    }

    Duration remaining(TimeSource time) {
        return step.timeout().minusNanos(time.nanoTime() - begin);
    }

    /** Returns the name of a step's work in one generation. */
    static OperationKey key(String runId, Step step, int generation, boolean undo) {
        return OperationKey.derive(
                runId, undo ? step.id() + "/undo" : step.id(), generation, Values.write(step.input()));
    }
}
