package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.playbook.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Moves a board on without a run. */
final class Settling {

    private Settling() {}

    static void succeed(Board board, StepEntry step) {
        board.intend(
                step,
                () -> step.intend(
                        new Fact.Intended(step.id(), false, 0, new OperationKey("key")), Instant.EPOCH, Duration.ZERO));
        board.settle(
                step,
                new Fact.Settled(
                        step.id(),
                        false,
                        StepState.SUCCEEDED,
                        Duration.ZERO,
                        Optional.of("{}"),
                        Optional.empty(),
                        List.of(),
                        List.of()));
    }
}
