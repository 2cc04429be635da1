package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.playbook.BreakGlass;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What a run's loop is to the steps on their threads. */
final class LoopHost implements StepHost {

    private final RunLoop loop;
    private final RunParts parts;
    private final RunClock clock;

    /** Creates a host; the clock is used under the loop's lock. */
    LoopHost(RunLoop loop, RunParts parts, RunClock clock) {
        this.loop = loop;
        this.parts = parts;
        this.clock = clock;
    }

    @Override
    public Optional<String> output(String step) {
        return loop.read(() -> parts.ledger().board().find(step).flatMap(StepEntry::output));
    }

    @Override
    public void observed(String step, String operation) {
        String masked = Failure.text(operation, parts.environment().redactor());
        CompletableFuture<Void> durable = new CompletableFuture<>();
        loop.post(new RunLoop.Task() {
            @Override
            public void run(Block block) {
                if (parts.ledger().finished().isEmpty()) {
                    block.add(new Fact.Observed(step, masked));
                }
                block.afterwards(() -> durable.complete(null));
            }

            @Override
            public void drop(DrException why) {
                durable.completeExceptionally(why);
            }
        });
        await(step, durable);
    }

    /** The work has begun, so whatever ends the wait says nothing of its effect. */
    private static void await(String step, CompletableFuture<Void> durable) {
        try {
            durable.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw undecided(step, ErrorCode.CANCELLED, "the thread was interrupted");
        } catch (ExecutionException e) {
            throw undecided(step, ErrorCode.FENCED, "the run is over in this process: " + e.getCause());
        }
    }

    private static DrException undecided(String step, ErrorCode code, String problem) {
        return DrException.create(
                code, "note the work of step " + step, problem, failure -> failure.effect(Effect.UNKNOWN));
    }

    @Override
    public void progressed(String step, Progress progress) {
        loop.announcer().progressed(step, progress);
    }

    @Override
    public void requireHeld() {
        parts.leases().requireHeld();
    }

    @Override
    public Optional<BreakGlass> glass() {
        return loop.read(() -> parts.ledger().consents().glass(clock.now()));
    }
}
