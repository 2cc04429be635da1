package com.datafly.signal.dr.internal.observe;

import static com.datafly.signal.dr.internal.observe.Events.AT;
import static com.datafly.signal.dr.internal.observe.Events.RUN;
import static com.datafly.signal.dr.internal.observe.Events.runStarted;
import static com.datafly.signal.dr.internal.observe.Events.stepFinished;
import static com.datafly.signal.dr.internal.observe.Events.stepStarted;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunEvent.ClockJumped;
import com.datafly.signal.dr.playbook.RunEvent.DeadlinePassed;
import com.datafly.signal.dr.playbook.RunEvent.EventsMissed;
import com.datafly.signal.dr.playbook.RunEvent.RunFinished;
import com.datafly.signal.dr.playbook.RunEvent.RunLost;
import com.datafly.signal.dr.playbook.RunEvent.RunMeasured;
import com.datafly.signal.dr.playbook.RunEvent.RunStarted;
import com.datafly.signal.dr.playbook.RunEvent.RunStopped;
import com.datafly.signal.dr.playbook.RunListener;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.verify.Verdict;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MicrometerMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RunListener meters = new MicrometerMeters(registry);

    @Test
    void stepsAreTimedByActionAndState() {
        hear(runStarted(1), stepStarted("a"), stepFinished("a", StepState.SUCCEEDED, ""));
        hear(stepFinished("b", StepState.SUCCEEDED, ""), stepFinished("c", StepState.FAILED, "no"));

        Timer done = registry.get("signal.dr.step.duration")
                .tags("action", "snapshot", "state", "SUCCEEDED")
                .timer();
        assertThat(done.count()).isEqualTo(2);
        assertThat(done.totalTime(TimeUnit.SECONDS)).isEqualTo(10);
        assertThat(registry.get("signal.dr.step.duration")
                        .tags("state", "FAILED")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void runsAreTimedByTheirPlaybookAndEnd() {
        hear(runStarted(1), new RunFinished(RUN, AT, RunState.SUCCEEDED, Duration.ofMinutes(20)));

        assertThat(registry.get("signal.dr.run.duration")
                        .tags("playbook", "database-failure", "drill", "true", "state", "SUCCEEDED")
                        .timer()
                        .totalTime(TimeUnit.MINUTES))
                .isEqualTo(20);
        assertThat(registry.get("signal.dr.runs.started")
                        .tag("resumed", "false")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void openRunsAreCountedByTheirState() {
        RunEvent other = new RunStarted("run-2", AT, "database-failure", true, 2);
        hear(runStarted(1), other);
        assertThat(open(RunState.RUNNING)).isEqualTo(2);

        hear(new RunStopped(RUN, AT, RunState.PAUSED, "a step failed"));
        assertThat(open(RunState.RUNNING)).isEqualTo(1);
        assertThat(open(RunState.PAUSED)).isEqualTo(1);

        hear(stepStarted("a"), new RunLost("run-2", AT, "taken over"));
        assertThat(open(RunState.RUNNING)).isEqualTo(1);
        assertThat(open(RunState.PAUSED)).isZero();

        hear(new RunFinished(RUN, AT, RunState.FAILED, Duration.ZERO));
        assertThat(open(RunState.RUNNING)).isZero();
    }

    @Test
    void whatTheLatestRunAchievedIsAGauge() {
        hear(runStarted(1), measured(Duration.ofMinutes(30)), measured(Duration.ofMinutes(21)));

        assertThat(registry.get("signal.dr.recovery.time").timeGauge().value(TimeUnit.MINUTES))
                .isEqualTo(21);
        assertThat(registry.find("signal.dr.recovery.point").timeGauge())
                .as("what was not measured is not zero")
                .isNull();
    }

    @Test
    void whatGoesWrongAroundARunIsCounted() {
        hear(
                runStarted(1),
                new ClockJumped(RUN, AT, Duration.ofHours(3)),
                new DeadlinePassed(RUN, AT, Duration.ofHours(1)),
                new EventsMissed(RUN, AT, 12),
                new RunLost(RUN, AT, "taken over"));

        assertThat(List.of("signal.dr.clock.jumps", "signal.dr.deadline.passed", "signal.dr.lease.lost"))
                .allSatisfy(name -> assertThat(registry.get(name)
                                .tag("playbook", "database-failure")
                                .counter()
                                .count())
                        .isEqualTo(1));
        assertThat(registry.get("signal.dr.events.missed").counter().count()).isEqualTo(12);
    }

    @Test
    void noTagHoldsTheIdOfARun() {
        hear(runStarted(1), stepStarted("a"), stepFinished("a", StepState.SUCCEEDED, ""), measured(Duration.ZERO));

        assertThat(registry.getMeters().stream().map(Meter::getId))
                .isNotEmpty()
                .noneMatch(id -> id.toString().contains(RUN));
    }

    @Test
    void theHostsGlobalRegistryIsUsed() {
        SimpleMeterRegistry hosts = new SimpleMeterRegistry();
        Metrics.addRegistry(hosts);
        try {
            assertThat(Instruments.onClassPath()).hasSize(2);
            Instruments.onClassPath().forEach(listener -> listener.on(stepFinished("a", StepState.SUCCEEDED, "")));
            assertThat(hosts.get("signal.dr.step.duration").timer().count()).isEqualTo(1);
        } finally {
            Metrics.removeRegistry(hosts);
        }
    }

    private static RunEvent measured(Duration time) {
        return new RunMeasured(RUN, AT, Verdict.UNPROVEN, Optional.empty(), Optional.of(time));
    }

    private double open(RunState state) {
        return registry.get("signal.dr.runs.open")
                .tag("state", state.name())
                .gauge()
                .value();
    }

    private void hear(RunEvent... events) {
        List.of(events).forEach(meters::on);
    }
}
