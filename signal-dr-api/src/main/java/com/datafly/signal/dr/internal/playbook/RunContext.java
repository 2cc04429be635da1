package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.events.EventStream;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.ProgressListener;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.platform.Platform;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CopyMade;
import com.datafly.signal.dr.verify.CheckResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** What one attempt at a step sees of its run. */
final class RunContext implements StepContext {

    private final RunScope scope;
    private final StepHost host;
    private final Attempt attempt;
    private final List<CheckResult> evidence = new CopyOnWriteArrayList<>();

    RunContext(RunScope scope, StepHost host, Attempt attempt) {
        this.scope = scope;
        this.host = host;
        this.attempt = attempt;
    }

    @Override
    public String runId() {
        return scope.runId();
    }

    @Override
    public String stepId() {
        return attempt.step().id();
    }

    @Override
    public int generation() {
        return attempt.generation();
    }

    @Override
    public OperationKey key() {
        return attempt.key();
    }

    @Override
    public boolean drill() {
        return scope.isDrill();
    }

    @Override
    public Database database() {
        return scope.database();
    }

    @Override
    public EventStream events() {
        return scope.resources().requirePrimary();
    }

    @Override
    public Platform platform() {
        return scope.resources().requirePlatform();
    }

    @Override
    public EventStream standbyEvents() {
        return scope.resources().requireStandby();
    }

    @Override
    public Database copy(String stepId) {
        CopyMade made = output(stepId, CopyMade.class)
                .orElseThrow(() -> DrException.of(
                        ErrorCode.FAILED_PRECONDITION,
                        "open the copy of step " + stepId,
                        "that step has made none yet"));
        return scope.copy(stepId, made);
    }

    @Override
    public <O> Optional<O> output(String stepId, Class<O> type) {
        Step other = scope.playbook()
                .step(stepId)
                .orElseThrow(() -> invalid(
                        stepId, "there is no such step in " + scope.playbook().name()));
        if (!type.isAssignableFrom(other.action().outputType())) {
            throw invalid(stepId, "it gives a " + other.action().outputType().getName() + ", not a " + type.getName());
        }
        return host.output(stepId)
                .map(json -> type.cast(Values.read(json, other.action().outputType())));
    }

    @Override
    public String resourceName(String base) {
        return RunNames.resource(runId(), stepId(), base);
    }

    @Override
    public Map<String, String> tags() {
        return scope.tags();
    }

    @Override
    public Secret secret(String name) {
        return scope.secret(name);
    }

    @Override
    public Instant startedAt() {
        return attempt.startedAt();
    }

    @Override
    public Duration remaining() {
        Duration left = attempt.remaining(time());
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public Clock clock() {
        return scope.environment().clock();
    }

    @Override
    public TimeSource time() {
        return scope.environment().time();
    }

    @Override
    public void observed(String operation) {
        host.observed(stepId(), operation);
    }

    @Override
    public void evidence(CheckResult result) {
        evidence.add(result);
    }

    @Override
    public ProgressListener progress() {
        return progress -> host.progressed(stepId(), progress);
    }

    private static DrException invalid(String stepId, String problem) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                "take the output of step " + stepId,
                problem,
                failure -> failure.hint("Name an earlier step, and the type of its action's output."));
    }

    /** Returns what was put into the evidence so far. */
    List<CheckResult> evidence() {
        return List.copyOf(evidence);
    }
}
