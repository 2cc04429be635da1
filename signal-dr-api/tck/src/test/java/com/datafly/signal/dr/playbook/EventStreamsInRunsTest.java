package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.tck.InMemoryCluster;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventStreamsInRunsTest extends PlanFixture {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final InMemoryCluster primary =
            InMemoryCluster.create("runs-primary", clock).topic("events.raw", 1);
    private final InMemoryCluster standby = InMemoryCluster.create("runs-standby", clock);
    private final Map<String, String> seen = new ConcurrentHashMap<>();

    @AfterEach
    void closeClusters() {
        primary.close();
        standby.close();
    }

    @Test
    void planAndRunSeeTheStreamsOfTheirOwner() {
        try (SignalDr dr = opened(primary, standby)) {
            Plan plan = dr.playbooks().plan(looking());
            assertThat(plan.problems()).isEmpty();
            assertThat(plan.steps().get(0).changes()).containsExactly("events.raw of " + primary.address());

            try (Run run = plan.start()) {
                assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
            }
        }
        assertThat(seen).isEqualTo(Map.of("events", primary.address(), "standby", standby.address()));
    }

    @Test
    void aStepWithoutItsStreamSaysHowToNameIt() {
        Plan plan = playbooks().plan(looking());

        assertThat(plan.problems()).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.step()).contains("look");
            assertThat(problem.toString()).contains(".events(address)");
        });
    }

    @Test
    void aRunIsResumedWithTheStreamsThatItBeganWithAlone() {
        String runId;
        try (SignalDr first = opened(primary, standby)) {
            Plan plan = first.playbooks().plan(gated());
            runId = plan.runId();
            assertThat(plan.start().await(LIMIT).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        }
        try (SignalDr swapped = opened(standby, primary)) {
            DrException refusal = failure(() -> swapped.playbooks().resume(runId, gated()));

            assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
            assertThat(refusal)
                    .hasMessageContaining("events " + primary.address() + " standby events " + standby.address());
        }
        try (SignalDr same = opened(primary, standby);
                Run run = same.playbooks().resume(runId, gated())) {
            run.approve("a", "bob", run.status().planHash());
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    private SignalDr opened(InMemoryCluster events, InMemoryCluster standbyEvents) {
        return open(builder -> builder.events(events.address()).standbyEvents(standbyEvents.address()));
    }

    private Playbook looking() {
        Function<StepContext, String> topics =
                context -> context.events().topics().get(0).name() + " of "
                        + context.events().address();
        Guard remembers = Told.guard(GuardKind.CONDITION, context -> {
            seen.put("events", context.events().address().toString());
            seen.put("standby", context.standbyEvents().address().toString());
            return GuardResult.passed("both are there");
        });
        return Playbook.define(
                "looking", p -> p.step(Told.of("look", "told", topics).with(step -> step.precheck(remembers))));
    }

    private static Playbook gated() {
        return Playbook.define(
                "gated",
                p -> p.step(Told.step("a").with(step -> step.approval(ApprovalGate.of(gate -> gate.from("bob"))))));
    }
}
