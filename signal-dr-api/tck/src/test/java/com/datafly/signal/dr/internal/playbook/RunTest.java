package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.StepState;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunTest extends RunFixture {

    @Test
    void stepsInARowAreDoneInOrderEachOnce() {
        Run run = start(EveryKind.row(provider(), "one", "two", "three"));

        RunStatus status = run.await(LONG);

        assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(provider().effects()).isEqualTo(Map.of("one", 1, "two", 1, "three", 1));
        assertThat(states(status).values()).containsOnly(StepState.SUCCEEDED);
    }
}
