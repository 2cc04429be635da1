package com.datafly.signal.dr.internal.program;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.internal.program.Trace.Begun;
import com.datafly.signal.dr.internal.program.Trace.Ended;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.ProgramEnded;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs a program to its end. */
public final class RunProgram extends BuiltIn<ProgramInput, ProgramEnded> {

    /** The action's name in definitions. */
    static final String NAME = "program";

    /** Makes the action. */
    public RunProgram() {
        super(NAME, ProgramInput.class, ProgramEnded.class);
    }

    @Override
    public ProgramEnded act(StepContext context, ProgramInput input) {
        Calls calls = new Calls(context, input);
        Optional<ProcessHandle> alive = calls.trace().alive();
        if (alive.isPresent()) {
            Optional<String> stopped = calls.adopt(alive.get());
            if (input.repetition() == Repetition.ONCE || stopped.isPresent()) {
                throw unseen(calls, input, stopped.orElse("it ended, and nobody saw how"));
            }
            if (input.repetition() == Repetition.LOOKED_UP && calls.isDone()) {
                return lookedUp(calls);
            }
        }
        Ended ended = calls.run();
        if (!calls.isWell(ended)) {
            throw calls.failure(ended);
        }
        return output(calls, ended);
    }

    @Override
    public Sighting<ProgramEnded> find(StepContext context, ProgramInput input) {
        Calls calls = new Calls(context, input);
        Optional<Ended> ended = calls.trace().ended();
        if (ended.filter(calls::isWell).isPresent()) {
            return Sighting.done(
                    output(calls, ended.get()),
                    "it ended well, says " + calls.trace().folder());
        }
        Optional<ProcessHandle> alive = calls.trace().alive();
        if (alive.isPresent()) {
            return Sighting.running("process " + alive.get().pid() + " still runs");
        }
        calls.withdrawSecrets();
        return switch (input.repetition()) {
            case ONCE -> Sighting.unknown(evidence(calls, ended));
            case REPEATABLE ->
                ended.<Sighting<ProgramEnded>>map(how -> Sighting.failed(calls.failure(how)))
                        .orElseGet(() -> Sighting.notStarted(evidence(calls, ended) + "; it may be run again"));
            case LOOKED_UP -> lookUp(calls, ended);
        };
    }

    @Override
    public void undo(StepContext context, ProgramInput input, ProgramEnded output) {
        if (input.undo().isEmpty()) {
            super.undo(context, input, output);
            return;
        }
        Calls calls = new Calls(context, input);
        Optional<ProcessHandle> alive = calls.trace().alive();
        alive.ifPresent(calls::adopt);
        Ended ended = calls.undo();
        if (!calls.isWell(ended)) {
            throw calls.failure(ended);
        }
    }

    @Override
    public List<String> changes(StepContext context, ProgramInput input) {
        return List.of("runs " + Words.quoted(input.command()) + " in "
                + input.surroundings().directory() + ", as "
                + switch (input.repetition()) {
                    case ONCE -> "a program that is never repeated unasked";
                    case REPEATABLE -> "a program that may be repeated";
                    case LOOKED_UP -> "a program whose work " + Words.quoted(input.lookup()) + " finds again";
                });
    }

    @Override
    public List<String> byHand(StepContext context, ProgramInput input) {
        return Words.byHand(input.surroundings(), input.command());
    }

    private static Sighting<ProgramEnded> lookUp(Calls calls, Optional<Ended> ended) {
        try {
            if (calls.isDone()) {
                return Sighting.done(lookedUp(calls), "a look found its work done");
            }
        } catch (DrException e) {
            return Sighting.unknown(evidence(calls, ended) + "; " + e.problem());
        }
        return ended.<Sighting<ProgramEnded>>map(how -> Sighting.failed(calls.failure(how)))
                .orElseGet(() -> Sighting.notStarted(evidence(calls, ended) + ", and a look found its work not done"));
    }

    private static String evidence(Calls calls, Optional<Ended> ended) {
        if (ended.isPresent()) {
            return calls.failure(ended.get()).problem();
        }
        Optional<Begun> begun = calls.trace().begun();
        if (begun.isEmpty()) {
            return "on this machine nothing tells of it in " + calls.trace().folder()
                    + ": it was not begun, or elsewhere";
        }
        return begun.get().here()
                ? "it was begun, and its runner died before it saw the end; what it printed is in "
                        + calls.trace().output()
                : "it was begun on " + begun.get().host() + ", where it may still run";
    }

    private static DrException unseen(Calls calls, ProgramInput input, String how) {
        return DrException.create(
                Thread.currentThread().isInterrupted() ? ErrorCode.CANCELLED : ErrorCode.INDETERMINATE,
                calls.operation(),
                how + "; an earlier runner began it, and what it printed is in "
                        + calls.trace().output(),
                failure -> failure.effect(Effect.UNKNOWN)
                        .detail("repetition", input.repetition())
                        .hint("Look whether its work is done, and decide: adopt, retry or abandon."));
    }

    private static ProgramEnded lookedUp(Calls calls) {
        return new ProgramEnded(calls.program(), Optional.empty(), Duration.ZERO, List.of());
    }

    private static ProgramEnded output(Calls calls, Ended ended) {
        return new ProgramEnded(calls.program(), Optional.of(ended.exitCode()), ended.took(), ended.lines());
    }
}
