package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.ProgressListener;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CopyMade;
import com.datafly.signal.dr.verify.CheckResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A step of a {@link StepRun}. */
public final class TestContext implements StepContext {

    private final StepRun run;
    private final String stepId;
    private final int generation;
    private final OperationKey key;

    TestContext(StepRun run, String stepId, int generation, OperationKey key) {
        this.run = run;
        this.stepId = stepId;
        this.generation = generation;
        this.key = key;
    }

    @Override
    public String runId() {
        return run.runId;
    }

    @Override
    public String stepId() {
        return stepId;
    }

    @Override
    public int generation() {
        return generation;
    }

    @Override
    public OperationKey key() {
        return key;
    }

    @Override
    public boolean drill() {
        return run.drill;
    }

    @Override
    public Database database() {
        return run.database();
    }

    @Override
    public Database copy(String copyStep) {
        return Copies.open(database(), run.output(copyStep, CopyMade.class));
    }

    @Override
    public <O> Optional<O> output(String of, Class<O> type) {
        return run.isDone(of) ? Optional.of(run.output(of, type)) : Optional.empty();
    }

    @Override
    public String resourceName(String base) {
        return base + "-" + run.runId;
    }

    @Override
    public Map<String, String> tags() {
        return Map.of("signal-dr:run", run.runId);
    }

    @Override
    public Secret secret(String name) {
        throw DrException.of(ErrorCode.FAILED_PRECONDITION, stepId, "there are no secrets");
    }

    @Override
    public Instant startedAt() {
        return run.intentOf(stepId);
    }

    @Override
    public Duration remaining() {
        return Duration.ofHours(1);
    }

    @Override
    public Clock clock() {
        return run.clock;
    }

    @Override
    public TimeSource time() {
        return run.clock;
    }

    @Override
    public void observed(String operation) {
        run.observed.add(operation);
        run.onObserved.run();
    }

    @Override
    public void evidence(CheckResult result) {
        run.evidence.add(result);
    }

    @Override
    public ProgressListener progress() {
        return progress -> {};
    }
}
