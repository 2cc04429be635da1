package com.datafly.signal.dr.internal.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.observe.LogContext;
import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.verify.CheckResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a step, on a thread of its own, from its guards to its outcome. Whatever guards and actions throw is
 * an outcome.
 *
 * <p>An action that may have changed something and does not say so is asked what became of its work. It is called
 * again, under the same key, only where it says that the work was never begun or goes on.
 */
final class StepRun {

    /** How often work that is said not to have begun is begun again within one attempt. */
    private static final int ROUNDS = 3;

    /** How many characters of evidence the journal keeps of one attempt. */
    private static final int MOST_EVIDENCE = 500_000;

    private final RunScope scope;
    private final StepHost host;
    private final Attempt attempt;
    private final StepAction<Object, Object> action;
    private final RunContext context;
    private final Reasons reasons;
    private final Optional<String> output;
    private final List<String> notes = new ArrayList<>();
    private int rounds;
    private boolean mayHaveActed;
    private boolean doubtful;

    /** Prepares an attempt; {@code output} is what the step gave before, where it did. */
    @SuppressWarnings("unchecked") // a step's input is of its action's input type
    StepRun(RunScope scope, StepHost host, Attempt attempt, Optional<String> output) {
        this.scope = scope;
        this.host = host;
        this.attempt = attempt;
        this.action = (StepAction<Object, Object>) attempt.step().action();
        this.context = new RunContext(scope, host, attempt);
        this.reasons = new Reasons(attempt, scope.environment().redactor());
        this.output = output;
        this.mayHaveActed = attempt.mode() != Attempt.Mode.ACT && !isRepeatable();
        this.doubtful =
                (attempt.mode() == Attempt.Mode.RECONCILE || attempt.mode() == Attempt.Mode.INSIST) && !isRepeatable();
    }

    /** Does it, and says what came of it. Never throws. */
    @SuppressWarnings("try") // the context is there for what is logged meanwhile
    Fact.Settled perform() {
        Result result;
        try (LogContext named = LogContext.of(context.runId(), context.stepId())) {
            result = begin();
        } catch (Throwable thrown) {
            result = failed(reasons.of(thrown, mayHaveActed ? Effect.UNKNOWN : Effect.NONE));
        }
        return settled(result);
    }

    private Result begin() {
        return switch (attempt.mode()) {
            case ACT -> act(true);
            case RECONCILE, INSIST -> isRepeatable() ? act(true) : reconcile();
            case CHECK -> check(null);
            case ADOPT -> adopt();
            case UNDO -> undo();
        };
    }

    private Result act(boolean guarded) {
        if (guarded) {
            requireAll(attempt.step().guards(), Effect.NONE);
        }
        if (isRehearsed()) {
            return new Result(StepState.REHEARSED, null, null);
        }
        host.requireHeld();
        mayHaveActed = !isRepeatable();
        Object made;
        try {
            made = action.act(context, attempt.step().input());
        } catch (Throwable thrown) {
            return judge(thrown);
        }
        return done(made);
    }

    private Result judge(Throwable thrown) {
        if (attempt.step().kind() == StepKind.PURE) {
            return Result.of(StepState.FAILED, reasons.of(thrown, Effect.NONE));
        }
        DrException failure = reasons.of(thrown, Effect.UNKNOWN);
        if (failure.effect() != Effect.UNKNOWN && failure.code() != ErrorCode.INDETERMINATE) {
            return failed(failure);
        }
        if (Thread.currentThread().isInterrupted() || failure.code() == ErrorCode.CANCELLED) {
            return Result.of(StepState.INDETERMINATE, failure);
        }
        return resolve(failure);
    }

    /**
     * What fails without an effect says nothing of a call before it, whose effect a look need not have shown yet. Taken
     * for a failure of both, it would be tried again under another key, and done twice.
     */
    private Result failed(DrException failure) {
        if (failure.effect() == Effect.UNKNOWN) {
            return Result.of(StepState.INDETERMINATE, failure);
        }
        if (!doubtful || failure.effect() != Effect.NONE) {
            return Result.of(StepState.FAILED, failure);
        }
        Sighting<Object> sighting = look();
        return switch (sighting.state()) {
            case DONE -> done(sighting.output().orElseThrow());
            case FAILED -> Result.of(StepState.FAILED, reasons.seen(sighting));
            case NOT_STARTED, RUNNING, UNKNOWN ->
                Result.of(
                        StepState.INDETERMINATE,
                        reasons.unclear(failure.problem() + "; of an earlier call under the" + " same key is seen: "
                                + sighting));
        };
    }

    /** Asks what became of the work after a lost answer. */
    private Result resolve(DrException failure) {
        doubtful = true;
        Sighting<Object> sighting = look();
        return switch (sighting.state()) {
            case DONE -> done(sighting.output().orElseThrow());
            case FAILED -> Result.of(StepState.FAILED, reasons.seen(sighting));
            case NOT_STARTED -> again(failure, true);
            case RUNNING -> again(failure, false);
            case UNKNOWN -> Result.of(StepState.INDETERMINATE, reasons.unclear(failure, sighting.evidence()));
        };
    }

    private Result again(DrException failure, boolean guarded) {
        return ++rounds < ROUNDS
                ? act(guarded)
                : Result.of(StepState.INDETERMINATE, reasons.unclear(failure, "it was tried " + ROUNDS + " times"));
    }

    private Result reconcile() {
        Sighting<Object> sighting = look();
        notes.add("looked for the work of an earlier attempt: " + sighting);
        return switch (sighting.state()) {
            case DONE -> done(sighting.output().orElseThrow());
            case FAILED -> Result.of(StepState.FAILED, reasons.seen(sighting));
            case NOT_STARTED -> act(true);
            case RUNNING -> act(false);
            case UNKNOWN ->
                attempt.mode() == Attempt.Mode.INSIST
                        ? act(true)
                        : Result.of(StepState.INDETERMINATE, reasons.unclear(sighting.evidence()));
        };
    }

    private Result adopt() {
        Sighting<Object> sighting = look();
        return sighting.state() == Sighting.State.DONE
                ? done(sighting.output().orElseThrow())
                : Result.of(StepState.INDETERMINATE, reasons.unclear(sighting.evidence()));
    }

    private Sighting<Object> look() {
        try {
            return requireNonNull(action.find(context, attempt.step().input()), "the action's sighting");
        } catch (Throwable thrown) {
            return Sighting.unknown("the provider cannot be asked for the work: "
                    + reasons.of(thrown, Effect.NONE).problem());
        }
    }

    /** The work is done: keeps its output, whatever the postconditions say. */
    private Result done(Object made) {
        String kept;
        try {
            kept = Outputs.keep(made, action.outputType(), scope.environment().redactor());
        } catch (Throwable thrown) {
            return Result.of(StepState.INDETERMINATE, reasons.unkept(thrown));
        }
        return check(kept);
    }

    private Result check(@Nullable String kept) {
        try {
            requireAll(attempt.step().postconditions(), Effect.APPLIED);
        } catch (Throwable thrown) {
            return new Result(StepState.FAILED, kept, reasons.of(thrown, Effect.APPLIED));
        }
        return new Result(StepState.SUCCEEDED, kept, null);
    }

    /** An undo does no harm when it is repeated, so an unclear one is. */
    private Result undo() {
        Object made = Values.read(output.orElseThrow(), action.outputType());
        while (true) {
            host.requireHeld();
            try {
                action.undo(context, attempt.step().input(), made);
                return new Result(StepState.UNDONE, null, null);
            } catch (Throwable thrown) {
                DrException failure = reasons.of(thrown, Effect.UNKNOWN);
                boolean unclear = failure.effect() == Effect.UNKNOWN;
                if (!unclear || ++rounds == ROUNDS || Thread.currentThread().isInterrupted()) {
                    return Result.of(unclear ? StepState.INDETERMINATE : StepState.FAILED, failure);
                }
            }
        }
    }

    private void requireAll(List<Guard> guards, Effect effect) {
        for (Guard guard : guards) {
            GuardResult result = ask(guard);
            if (result.holds()) {
                continue;
            }
            Optional<BreakGlass> glass =
                    host.glass().filter(broken -> guard.kind().passedByBreakGlass());
            if (glass.isEmpty()) {
                throw reasons.held(guard, result, effect);
            }
            notes.add("guard '" + guard.name() + "' was passed by break-glass of "
                    + glass.get().principal() + ": " + result);
        }
    }

    private GuardResult ask(Guard guard) {
        try {
            return requireNonNull(guard.check(context), "the guard's result");
        } catch (Throwable thrown) {
            return GuardResult.error(
                    "it could not be asked: " + reasons.of(thrown, Effect.NONE).problem());
        }
    }

    private boolean isRehearsed() {
        return scope.isDrill() && StepOutline.of(attempt.step()).isRehearsedInDrills();
    }

    private boolean isRepeatable() {
        return attempt.step().kind() == StepKind.PURE || isRehearsed();
    }

    private Fact.Settled settled(Result result) {
        List<Fact.Evidence> evidence = kept(context.evidence());
        Duration took = Duration.ofNanos(scope.environment().time().nanoTime() - attempt.begin());
        return new Fact.Settled(
                attempt.step().id(),
                attempt.isUndo(),
                result.state(),
                took.isNegative() ? Duration.ZERO : took,
                Optional.ofNullable(result.output()),
                Optional.ofNullable(result.failure()).map(reasons::kept),
                evidence,
                notes.stream().map(reasons::text).toList());
    }

    /** A record of the journal is limited, and what it says of a step is not the place for everything. */
    private List<Fact.Evidence> kept(List<CheckResult> results) {
        List<Fact.Evidence> kept = new ArrayList<>();
        int left = MOST_EVIDENCE;
        for (CheckResult result : results) {
            Fact.Evidence evidence = reasons.kept(result);
            left -= evidence.toString().length();
            if (left < 0) {
                notes.add("of " + results.size() + " results " + kept.size() + " are kept, for they are too long");
                return kept;
            }
            kept.add(evidence);
        }
        return kept;
    }

    private record Result(
            StepState state,
            @Nullable String output,
            @Nullable DrException failure) {

        static Result of(StepState state, DrException failure) {
            return new Result(state, null, failure);
        }
    }
}
