package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.tck.InMemoryPlatform;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlatformInRunsTest extends PlanFixture {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final InMemoryPlatform here = InMemoryPlatform.create("runs-here", clock);
    private final InMemoryPlatform elsewhere = InMemoryPlatform.create("runs-elsewhere", clock);
    private final Map<String, String> seen = new ConcurrentHashMap<>();

    @AfterEach
    void closePlatforms() {
        here.close();
        elsewhere.close();
    }

    @Test
    void planAndRunSeeThePlatformOfTheirOwner() {
        try (SignalDr dr = opened(here)) {
            Plan plan = dr.playbooks().plan(looking());
            assertThat(plan.problems()).isEmpty();
            assertThat(plan.steps().get(0).changes()).containsExactly("something of " + here.address());

            try (Run run = plan.start()) {
                assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
            }
            assertThat(seen).isEqualTo(Map.of("platform", dr.platform().clusterId()));
        }
    }

    @Test
    void aStepWithoutItsPlatformSaysHowToNameIt() {
        Plan plan = playbooks().plan(looking());

        assertThat(plan.problems()).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.step()).contains("look");
            assertThat(problem.toString()).contains(".platform(address)");
        });
    }

    @Test
    void aRunIsResumedOnThePlatformThatItBeganOnAlone() {
        String runId;
        try (SignalDr first = opened(here)) {
            Plan plan = first.playbooks().plan(gated());
            runId = plan.runId();
            assertThat(plan.start().await(LIMIT).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        }
        try (SignalDr other = opened(elsewhere)) {
            DrException refusal = failure(() -> other.playbooks().resume(runId, gated()));

            assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
            assertThat(refusal).hasMessageContaining("platform " + here.address());
        }
        try (SignalDr same = opened(here);
                Run run = same.playbooks().resume(runId, gated())) {
            run.approve("a", "bob", run.status().planHash());
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    private SignalDr opened(InMemoryPlatform platform) {
        return open(builder -> builder.platform(platform.address()));
    }

    private Playbook looking() {
        Guard remembers = Told.guard(GuardKind.CONDITION, context -> {
            seen.put("platform", context.platform().clusterId());
            return GuardResult.passed("it is there");
        });
        return Playbook.define(
                "looking",
                p -> p.step(Told.of(
                                "look",
                                "told",
                                context -> "something of " + context.platform().address())
                        .with(step -> step.precheck(remembers))));
    }

    private static Playbook gated() {
        return Playbook.define(
                "gated",
                p -> p.step(Told.step("a").with(step -> step.approval(ApprovalGate.of(gate -> gate.from("bob"))))));
    }
}
