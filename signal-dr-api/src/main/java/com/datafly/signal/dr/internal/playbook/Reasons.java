package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.verify.CheckResult;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Says in one kind of failure, without secrets, why an attempt ended as it did. */
final class Reasons {

    private final Attempt attempt;
    private final Function<String, String> redactor;

    Reasons(Attempt attempt, Function<String, String> redactor) {
        this.attempt = attempt;
        this.redactor = redactor;
    }

    /**
     * Returns the failure that {@code thrown} is; what no action reports by itself has the effect {@code otherwise}.
     */
    DrException of(Throwable thrown, Effect otherwise) {
        if (thrown instanceof DrException reported) {
            return reported;
        }
        return DrException.create(
                ErrorCode.INTERNAL,
                operation(),
                "the action " + attempt.step().action().name() + " or a guard of it threw " + described(thrown),
                failure -> failure.effect(otherwise)
                        .hint("Actions and guards report failures as DrException: mend the one that threw this."));
    }

    /** Returns that a guard does not hold. */
    DrException held(Guard guard, GuardResult result, Effect effect) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                operation(),
                "guard '" + guard.name() + "' does not hold: " + result,
                failure -> failure.effect(effect)
                        .detail("guard", guard.name())
                        .detail("kind", guard.kind())
                        .detail("verdict", result.verdict()));
    }

    /** Returns how a sighting says that the work failed. */
    DrException seen(Sighting<?> sighting) {
        return sighting.failure().orElseGet(() -> DrException.of(ErrorCode.UNKNOWN, operation(), sighting.evidence()));
    }

    /** Returns that nobody can tell what became of the work after {@code failure}. */
    DrException unclear(DrException failure, String evidence) {
        return DrException.create(
                ErrorCode.INDETERMINATE,
                failure.operation(),
                evidence + "; the answer was lost: " + failure.problem(),
                more -> decide(more).cause(failure));
    }

    /** Returns that nobody can tell what became of the work of an earlier attempt. */
    DrException unclear(String evidence) {
        return DrException.create(ErrorCode.INDETERMINATE, operation(), evidence, this::decide);
    }

    /** Returns that the time is over. */
    DrException late(boolean ignored) {
        return DrException.create(
                ErrorCode.INDETERMINATE,
                operation(),
                "not done within " + attempt.step().timeout() + "; the work may go on at the provider"
                        + (ignored ? ", and its thread in this process does, for it ignored the interruption" : ""),
                this::decide);
    }

    /** Returns that the work is done, but its output cannot be kept. */
    DrException unkept(Throwable thrown) {
        return DrException.create(
                ErrorCode.INDETERMINATE,
                operation(),
                "the work is done, but its output cannot be kept: "
                        + of(thrown, Effect.APPLIED).problem(),
                more -> decide(more).effect(Effect.APPLIED));
    }

    private DrException.Builder decide(DrException.Builder failure) {
        return failure.effect(Effect.UNKNOWN)
                .key(attempt.key())
                .hint("Look for the work of key " + attempt.key() + " at the provider; then adopt, retry or abandon the"
                        + " step.");
    }

    Failure kept(DrException failure) {
        return Failure.of(failure, redactor);
    }

    Fact.Evidence kept(CheckResult result) {
        Map<String, String> details = new LinkedHashMap<>();
        result.details().forEach((name, value) -> details.put(name, text(value)));
        Duration duration = result.duration();
        return new Fact.Evidence(
                text(result.name()),
                result.verdict(),
                text(result.summary()),
                details,
                duration.isNegative() ? Duration.ZERO : duration,
                result.provesData());
    }

    String text(String text) {
        return Failure.text(text, redactor);
    }

    private String operation() {
        return (attempt.isUndo() ? "undo step " : "step ") + attempt.step().id();
    }

    /** An exception may fail even at telling what it is. */
    private static String described(Throwable thrown) {
        try {
            return thrown.toString();
        } catch (Throwable again) {
            return thrown.getClass().getName();
        }
    }
}
