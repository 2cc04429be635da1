package com.datafly.signal.dr.playbook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.DeadLetterRequest;
import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.ReplayHeaders;
import com.datafly.signal.dr.events.ReplayRequest;
import com.datafly.signal.dr.tck.InMemoryCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventReplayStepsTest extends PlanFixture {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String RAW = "events.raw";
    private static final String AGAIN = "events.again";
    private static final String DLQ = "events.dlq";

    private final InMemoryCluster cluster = InMemoryCluster.create("replay-steps", clock)
            .topic(RAW, 1)
            .topic(AGAIN, 1)
            .topic(DLQ, 1);
    private SignalDr dr;

    @BeforeEach
    void openStream() {
        dr = open(builder -> builder.events(cluster.address()));
    }

    @AfterEach
    void closeCluster() {
        cluster.close();
    }

    @Test
    void aReplayIsAStepUnderItsOwnKey() {
        cluster.fill(RAW, 0, 12);
        Step step = EventSteps.replay(
                "replay", ReplayRequest.of(request -> request.topics(RAW).into(AGAIN)));

        Plan plan = dr.playbooks().plan(Playbook.define("replay", p -> p.step(step)));
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.steps().get(0).changes())
                .containsExactly("writes events of events.raw again, into events.again of " + cluster.address());

        assertThat(run(plan).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(cluster.events(AGAIN, 0)).hasSize(12);
        assertThat(cluster.events(AGAIN, 0)
                        .get(0)
                        .header(ReplayHeaders.RUN)
                        .orElseThrow()
                        .text())
                .startsWith("op-");
    }

    @Test
    void aReplayThatFailsLeavesNothingHalfWritten() {
        cluster.fill(RAW, 0, 12);
        cluster.faults().before("commit", 2, () -> {
            throw new IllegalStateException("dead");
        });
        Step step = EventSteps.replay(
                "replay", ReplayRequest.of(request -> request.topics(RAW).into(AGAIN)));

        RunStatus status = run(dr.playbooks().plan(Playbook.define("replay", p -> p.step(step))));

        assertThat(status.state()).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(cluster.events(AGAIN, 0)).isEmpty();
    }

    @Test
    void aRedeliveryIsAStep() {
        cluster.write(NewEvent.of(DLQ, "a".getBytes(UTF_8), "one".getBytes(UTF_8))
                .partition(0)
                .headers(List.of(EventHeader.of("__connect.errors.topic", AGAIN))));
        Step step = EventSteps.redeliver("letters", DeadLetterRequest.of(DLQ));

        RunStatus status = run(dr.playbooks().plan(Playbook.define("letters", p -> p.step(step))));

        assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(cluster.events(AGAIN, 0)).hasSize(1);
    }

    private static RunStatus run(Plan plan) {
        try (Run run = plan.start()) {
            return run.await(LIMIT);
        }
    }
}
