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
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.verify.CheckResult;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What a step sees while a plan is made: the names that a run will have, and nothing that a run has done. */
final class PlanContext implements StepContext {

    private final Draft draft;
    private final PlanHost host;
    private final Step step;

    PlanContext(Draft draft, PlanHost host, Step step) {
        this.draft = draft;
        this.host = host;
        this.step = step;
    }

    /**
     * A run to be.
     *
     * @param runId the id that it will have
     */
    record Draft(Playbook playbook, BoundTarget target, String runId) {}

    @Override
    public String runId() {
        return draft.runId();
    }

    @Override
    public String stepId() {
        return step.id();
    }

    @Override
    public int generation() {
        return 0;
    }

    @Override
    public OperationKey key() {
        return OperationKey.derive(runId(), stepId(), 0, Values.write(step.input()));
    }

    @Override
    public boolean drill() {
        return draft.target().isDrill();
    }

    @Override
    public Database database() {
        return draft.target()
                .database()
                .orElseThrow(() -> refusal("the target has no database", "Name it in the plan's target."));
    }

    @Override
    public EventStream events() {
        return draft.target().resources().requirePrimary();
    }

    @Override
    public Platform platform() {
        return draft.target().resources().requirePlatform();
    }

    @Override
    public EventStream standbyEvents() {
        return draft.target().resources().requireStandby();
    }

    @Override
    public Database copy(String stepId) {
        throw refusal("step '" + stepId + "' has made no database yet", "Ask for it while the step acts.");
    }

    @Override
    public <O> Optional<O> output(String stepId, Class<O> type) {
        Step other = draft.playbook().step(stepId).orElse(null);
        if (other == null || !type.isAssignableFrom(other.action().outputType())) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "plan step " + step.id(),
                    other == null
                            ? "there is no step '" + stepId + "'"
                            : "the output of step '" + stepId + "' is no " + type.getName(),
                    failure -> failure.hint("Name a step of the playbook, and the type of its output."));
        }
        return Optional.empty();
    }

    @Override
    public String resourceName(String base) {
        return RunNames.resource(runId(), stepId(), base);
    }

    @Override
    public Map<String, String> tags() {
        return RunNames.tags(runId(), draft.target().expiry().map(clock().instant()::plus));
    }

    @Override
    public Secret secret(String name) {
        return draft.target()
                .secret(name)
                .orElseThrow(() -> refusal(
                        "the host gave no secret '" + name + "'",
                        "Give it by SignalDr.builder().secret(name, value)."));
    }

    @Override
    public Duration remaining() {
        return step.timeout();
    }

    @Override
    public Clock clock() {
        return host.clock();
    }

    @Override
    public TimeSource time() {
        return host.time();
    }

    /** There is no journal yet, and a plan changes nothing. */
    @Override
    public void observed(String operation) {}

    /** There is no report yet. */
    @Override
    public void evidence(CheckResult result) {}

    @Override
    public ProgressListener progress() {
        return progress -> {};
    }

    private DrException refusal(String problem, String hint) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION, "plan step " + step.id(), problem, failure -> failure.hint(hint));
    }
}
