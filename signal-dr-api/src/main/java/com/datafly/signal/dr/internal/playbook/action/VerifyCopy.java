package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.BaselineCaptured;
import com.datafly.signal.dr.playbook.step.CheckFound;
import com.datafly.signal.dr.playbook.step.CopyMade;
import com.datafly.signal.dr.playbook.step.VerificationDone;
import com.datafly.signal.dr.verify.Check;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.Verification;
import com.datafly.signal.dr.verify.VerificationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** Puts the checks of a verification to a copy. */
public final class VerifyCopy extends BuiltIn<VerifyCopy.Input, VerificationDone> {

    private final Verification verification;

    /** Makes the action; the checks' names are in the input, their code is the host's. */
    public VerifyCopy(Verification verification) {
        super("verify", Input.class, VerificationDone.class);
        this.verification = verification;
    }

    /**
     * What to verify, and how.
     *
     * @param copyStep the step that made the copy
     * @param baselineStep the step whose baseline it must match, if one
     * @param checks the names of the checks
     * @param deadline the time allowed for all checks together
     * @param validFor how long a pass counts
     * @param mustPass whether the step fails unless the verdict is PASSED
     */
    public record Input(
            String copyStep,
            Optional<String> baselineStep,
            List<String> checks,
            Duration deadline,
            Duration validFor,
            boolean mustPass) {}

    /** Describes the input of this action. */
    public Input input(String copyStep, Optional<String> baselineStep, boolean mustPass) {
        return new Input(
                copyStep,
                baselineStep,
                verification.checks().stream().map(Check::name).toList(),
                verification.deadline(),
                verification.validFor(),
                mustPass);
    }

    @Override
    public Set<String> uses(Input input) {
        Set<String> used = new LinkedHashSet<>(Set.of(input.copyStep()));
        input.baselineStep().ifPresent(used::add);
        return used;
    }

    @Override
    public VerificationDone act(StepContext context, Input input) {
        List<CheckResult> results = new ArrayList<>();
        Instant expiresAt = run(context, input, results);
        if (Thread.currentThread().isInterrupted()) {
            throw DrException.of(ErrorCode.CANCELLED, context.stepId(), "the checks were interrupted");
        }
        results.forEach(context::evidence);
        Verdict verdict = VerificationReport.verdictOf(results);
        if (input.mustPass() && verdict != Verdict.PASSED) {
            throw refusal(context, verdict, results);
        }
        return new VerificationDone(
                verdict,
                context.clock().instant(),
                expiresAt,
                context.output(input.copyStep(), CopyMade.class).flatMap(CopyMade::snapshotId),
                results.stream().map(CheckFound::of).toList());
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("# look at the copy of the step '" + input.copyStep() + "': "
                + String.join("; ", input.checks())
                + input.baselineStep()
                        .map(step -> "; compare it with the baseline of the step '" + step + "'")
                        .orElse(""));
    }

    /** Runs the checks and returns until when a pass counts. The run closes the copy. */
    private Instant run(StepContext context, Input input, List<CheckResult> results) {
        Database copy = context.copy(input.copyStep());
        Optional<DataSource> sql = copy.sql();
        if (sql.isEmpty()) {
            results.add(CheckResult.create(
                    "sql",
                    Verdict.UNPROVEN,
                    "the provider gives no SQL access, so no check could run",
                    result -> result.provesData(false)));
            return context.clock().instant();
        }
        VerificationReport report = checks(context, input).run(sql.get());
        results.addAll(report.results());
        return report.expiresAt();
    }

    private Verification checks(StepContext context, Input input) {
        Duration remaining = context.remaining();
        return verification.with(more -> {
            more.clock(context.clock())
                    .deadline(remaining.compareTo(input.deadline()) < 0 ? remaining : input.deadline());
            input.baselineStep()
                    .map(step -> Outputs.require(context, step, BaselineCaptured.class))
                    .ifPresent(captured -> more.check(Checks.matches(captured.toBaseline())));
        });
    }

    private static DrException refusal(StepContext context, Verdict verdict, List<CheckResult> results) {
        List<String> bad = results.stream()
                .filter(result -> result.verdict() != Verdict.PASSED)
                .map(CheckResult::toString)
                .toList();
        return DrException.create(
                code(verdict),
                context.stepId(),
                "the verdict on the copy is " + verdict + ": "
                        + (bad.isEmpty() ? "no check looked at data" : String.join("; ", bad)),
                failure -> failure.detail("verdict", verdict)
                        .hint("Look at the checks; a copy that is not PASSED is not to be relied on."));
    }

    private static ErrorCode code(Verdict verdict) {
        return switch (verdict) {
            case PASSED, UNPROVEN -> ErrorCode.FAILED_PRECONDITION;
            case FAILED -> ErrorCode.INTEGRITY_FAILED;
            case ERROR -> ErrorCode.UNKNOWN;
        };
    }
}
