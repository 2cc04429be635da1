package com.datafly.signal.dr.internal.program;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.program.TerraformMessages.Problem;
import com.datafly.signal.dr.internal.program.Trace.Ended;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The one place that knows what Terraform's errors mean. */
final class TerraformErrors {

    private static final Pattern LOCK = Pattern.compile("ID:\\s+(\\S+)");
    private static final Pattern HOLDER = Pattern.compile("Who:\\s+(\\S+)");

    private TerraformErrors() {}

    /** Says why a call that changes nothing failed. */
    static DrException ofRead(String operation, Ended ended, TerraformMessages messages) {
        return of(operation, ended, messages, Effect.NONE);
    }

    /** Says why a plan was not carried out, and how far it came. */
    static DrException ofApply(String operation, Ended ended, TerraformMessages messages) {
        Effect effect = messages.begun() ? Effect.APPLIED : Effect.NONE;
        return of(operation, ended, messages, ended.stopped().isPresent() ? Effect.UNKNOWN : effect);
    }

    private static DrException of(String operation, Ended ended, TerraformMessages messages, Effect effect) {
        if (ended.stopped().isPresent()) {
            ErrorCode code = Thread.currentThread().isInterrupted() ? ErrorCode.CANCELLED : ErrorCode.DEADLINE_EXCEEDED;
            return DrException.create(
                    code,
                    operation,
                    reason(ended, messages),
                    failure -> failure.effect(effect)
                            .hint("Give it more time. If Terraform was killed, its state may still be locked."));
        }
        for (Problem problem : messages.problems()) {
            if (problem.summary().contains("acquiring the state lock")) {
                return locked(operation, problem);
            }
            if (problem.summary().contains("plan is stale")) {
                return DrException.create(
                        ErrorCode.FAILED_PRECONDITION,
                        operation,
                        "somebody changed the state after the plan was made",
                        failure -> failure.hint("Try the step again: what is left of the plan, and nothing else, is"
                                + " then planned anew and done."));
            }
        }
        return DrException.create(
                ErrorCode.UNKNOWN,
                operation,
                reason(ended, messages),
                failure -> failure.effect(effect)
                        .detail("done", String.join(", ", messages.done()))
                        .hint(
                                effect == Effect.APPLIED
                                        ? "Mend what it says, and try the step again: only what is left is done then."
                                        : "Mend what it says, and try the step again."));
    }

    private static DrException locked(String operation, Problem problem) {
        String id = find(LOCK, problem);
        return DrException.create(
                ErrorCode.CONFLICT,
                operation,
                "the state is locked by " + find(HOLDER, problem) + ", lock " + id,
                failure -> failure.detail("lock", id)
                        .hint("Wait until that one is done. If it is dead, and only then, run terraform force-unlock "
                                + id + "."));
    }

    private static String find(Pattern pattern, Problem problem) {
        Matcher matcher = pattern.matcher(problem.detail());
        return matcher.find() ? matcher.group(1) : "somebody";
    }

    private static String reason(Ended ended, TerraformMessages messages) {
        String done = messages.done().isEmpty() ? "" : "; done before: " + String.join(", ", messages.done());
        if (ended.stopped().isPresent()) {
            return ended.stopped().get() + done;
        }
        List<Problem> problems = messages.problems();
        return (problems.isEmpty()
                        ? "it ended with " + ended.exitCode() + lastLine(ended)
                        : problems.stream().map(Problem::toString).collect(Collectors.joining("; ")))
                + done;
    }

    private static String lastLine(Ended ended) {
        return ended.lines().isEmpty()
                ? " and printed nothing"
                : ": " + ended.lines().get(ended.lines().size() - 1);
    }
}
