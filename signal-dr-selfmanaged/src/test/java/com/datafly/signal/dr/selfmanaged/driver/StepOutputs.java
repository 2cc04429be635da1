package com.datafly.signal.dr.selfmanaged.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.internal.playbook.action.Copies;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.ProgressListener;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CopyMade;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Does steps one by one, without a journal, and remembers what they left. */
final class StepOutputs {

    private static final String RUN = "run-1";

    private final Database database;
    private final Map<String, Object> outputs = new HashMap<>();

    StepOutputs(Database database) {
        this.database = database;
    }

    @SuppressWarnings("unchecked")
    void act(Step step) {
        StepAction<Object, Object> action = (StepAction<Object, Object>) step.action();
        outputs.put(step.id(), action.act(new Context(step.id()), step.input()));
    }

    Verdict check(Guard guard) {
        return guard.check(new Context("guarded")).verdict();
    }

    <O> O get(String stepId, Class<O> type) {
        return type.cast(outputs.get(stepId));
    }

    private final class Context implements StepContext {
        private final String stepId;

        Context(String stepId) {
            this.stepId = stepId;
        }

        @Override
        public String runId() {
            return RUN;
        }

        @Override
        public String stepId() {
            return stepId;
        }

        @Override
        public int generation() {
            return 0;
        }

        @Override
        public OperationKey key() {
            return OperationKey.derive(RUN, stepId, 0, "");
        }

        @Override
        public boolean drill() {
            return false;
        }

        @Override
        public Database database() {
            return database;
        }

        @Override
        public Database copy(String copyStep) {
            return Copies.open(database, get(copyStep, CopyMade.class));
        }

        @Override
        public <O> Optional<O> output(String of, Class<O> type) {
            return Optional.ofNullable(outputs.get(of)).map(type::cast);
        }

        @Override
        public String resourceName(String base) {
            return base + "-" + RUN;
        }

        @Override
        public Map<String, String> tags() {
            return Map.of("signal-dr:run", RUN);
        }

        @Override
        public Secret secret(String name) {
            throw DrException.of(ErrorCode.FAILED_PRECONDITION, stepId, "there are no secrets");
        }

        @Override
        public Duration remaining() {
            return Duration.ofMinutes(2);
        }

        @Override
        public Clock clock() {
            return Clock.systemUTC();
        }

        @Override
        public TimeSource time() {
            return TimeSource.system();
        }

        @Override
        public void observed(String operation) {}

        @Override
        public void evidence(CheckResult result) {}

        @Override
        public ProgressListener progress() {
            return progress -> {};
        }
    }
}
