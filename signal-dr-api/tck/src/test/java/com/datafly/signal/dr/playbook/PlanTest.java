package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.RecoveryTarget;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest extends PlanFixture {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void aPlanOnlyReads() {
        refuseChanges();
        Playbooks playbooks = playbooks();

        Plan live = playbooks.plan(Scenarios.databaseFailure(scenario -> scenario.cutover(Told.step("switch"))));
        Plan upgrade = playbooks.plan(Scenarios.preUpgrade(scenario -> {}));
        Plan drill = playbooks.rehearse(Scenarios.restoreTest(scenario -> {}));

        assertThat(live.steps()).hasSizeGreaterThan(6);
        assertThat(List.of(live.markdown(), upgrade.markdown(), drill.markdown()))
                .doesNotContain("");
        assertThat(changes()).isZero();
    }

    @Test
    void thePlanShowsTheNamesThatTheRunWillUse() {
        Plan plan = playbooks()
                .plan(Playbook.define("orders", p -> p.step(Steps.recover("recover", RecoveryTarget.latest()))));

        PlannedStep recover = plan.steps().get(0);
        assertThat(recover.changes()).singleElement().asString().contains(world.address("orders"), "at latest");
        assertThat(recover.byHand()).isNotEmpty();
        assertThat(recover.key().value()).startsWith("op-");
        assertThat(plan.runId()).matches("orders-20250115-100000-[0-9a-f]{6}");
        assertThat(plan.resources()).containsExactly(world.address("orders"));
        assertThat(plan.systemIdentifier()).isPresent();
    }

    @Test
    void irreversibleStepsStandOut() {
        Step cutover = Told.step("cutover")
                .with(step -> step.kind(StepKind.POINT_OF_NO_RETURN).scope(StepScope.SOURCE));
        Playbook playbook =
                Playbook.define("orders", p -> p.step(Told.step("look")).step(cutover.after("look")));

        assertThat(playbooks().plan(playbook).irreversible())
                .extracting(PlannedStep::id)
                .containsExactly("cutover");
        assertThat(playbooks().rehearse(playbook).irreversible()).isEmpty();
        assertThat(playbooks().rehearse(playbook).steps())
                .extracting(PlannedStep::performed)
                .containsExactly(true, false);
    }

    @Test
    void aMissingCapabilityIsAProblemWithItsReason() {
        world.disable(Capability.RECOVER_TO_LATEST, "archiving is off; set archive_mode");

        Plan plan = playbooks()
                .plan(Playbook.define("orders", p -> p.step(Told.needing("recover", Capability.RECOVER_TO_LATEST))));

        assertThat(plan.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.step()).contains("recover");
            assertThat(problem.problem()).contains("RECOVER_TO_LATEST", "archiving is off; set archive_mode");
            assertThat(problem.remedy()).isNotBlank();
        });
    }

    @Test
    void aRefusedPermissionIsAProblemAndSilenceIsAWarning() {
        SignalDr dr = open();
        world.forbid("orders");

        Plan refused = dr.playbooks().plan(playbook());
        Plan silent = open(builder ->
                        builder.database(world.address("gone"), options -> options.secret("password", password)))
                .playbooks()
                .plan(playbook());

        assertThat(refused.problems())
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem.problem()).contains("refuses to answer", "permission"));
        assertThat(silent.problems()).isEmpty();
        assertThat(silent.warnings()).anyMatch(warning -> warning.contains("does not answer (NOT_FOUND)"));
        assertThat(silent.warnings()).anyMatch(warning -> warning.contains("expecting(systemIdentifier)"));
    }

    @Test
    void aPrecheckThatDoesNotHoldIsAProblem() {
        Step step = Told.step("a")
                .with(more -> more.precheck(
                                Told.guard(GuardKind.IDENTITY, context -> GuardResult.unproven("who is it")))
                        .precheck(Told.guard(GuardKind.POLICY, context -> GuardResult.failed("not on Fridays")))
                        .precheck(Told.guard(GuardKind.CONDITION, context -> {
                            throw new IllegalStateException("the probe broke");
                        }))
                        .precheck(Told.guard(GuardKind.POLICY, context -> GuardResult.passed("fine"))));

        Plan plan = playbooks().plan(Playbook.define("orders", p -> p.step(step)));

        assertThat(plan.problems())
                .extracting(PlanProblem::problem)
                .containsExactly(
                        "the precheck 'what the test tells' is UNPROVEN: who is it",
                        "the precheck 'what the test tells' is FAILED: not on Fridays",
                        "the precheck 'what the test tells' is ERROR: the probe broke");
        assertThat(plan.problems()).extracting(PlanProblem::passedByBreakGlass).containsExactly(false, true, false);
    }

    @Test
    void theHashNamesDefinitionTargetIdentityAndMode() {
        world.addDatabase("other");
        Playbooks playbooks = playbooks();
        SignalDr other = open(
                builder -> builder.database(world.address("other"), options -> options.secret("password", password)));
        Playbook playbook = playbook();
        String hash = playbooks.plan(playbook).hash();

        assertThat(hash)
                .matches("[0-9a-f]{64}")
                .isEqualTo(open().playbooks().plan(playbook).hash())
                .isEqualTo(playbooks
                        .plan(playbook)
                        .approve("bob")
                        .incident(Incident.of(clock.instant(), incident -> {}))
                        .hash())
                .isNotEqualTo(playbooks.rehearse(playbook).hash())
                .isNotEqualTo(other.playbooks().plan(playbook).hash())
                .isNotEqualTo(playbooks.plan(playbook, LiveTarget.none()).hash())
                .isNotEqualTo(playbooks
                        .plan(Playbook.define("orders", p -> p.step(Told.step("b"))))
                        .hash());
    }

    @Test
    void anotherDatabaseUnderTheSameAddressIsRefused() {
        SignalDr dr = open();
        LiveTarget target = LiveTarget.of(dr.database());

        Plan wrong = dr.playbooks().plan(playbook(), target.expecting("7300000000000000000"));
        Plan right = dr.playbooks()
                .plan(
                        playbook(),
                        target.expecting(
                                dr.database().status().systemIdentifier().orElseThrow()));

        assertThat(wrong.problems()).singleElement().asString().contains("not 7300000000000000000");
        assertThat(right.problems()).isEmpty();
    }

    @Test
    void withoutHistoryNothingIsGuessed() {
        Plan plan = playbooks().plan(playbook());

        assertThat(plan.steps().get(0).prediction()).hasToString("no history");
        assertThat(plan.forecast()).hasToString("no history");
        assertThat(plan.reachesRto()).isEqualTo(Reachability.UNKNOWN);
    }

    @Test
    void theForecastFollowsTheLongestWay() {
        history("slow", MINUTE.multipliedBy(20), MINUTE.multipliedBy(20), MINUTE.multipliedBy(30));
        history("quick", MINUTE, MINUTE, MINUTE.multipliedBy(2));
        Playbook playbook = Playbook.define(
                "orders",
                p -> p.step(Told.step("a", "quick"))
                        .step(Told.step("b", "slow").after("a"))
                        .step(Told.step("c", "quick").after("a"))
                        .step(Told.step("d", "quick").after("b", "c")));

        Forecast forecast = playbooks().plan(playbook).forecast();

        assertThat(forecast.median()).isEqualTo(MINUTE.multipliedBy(22));
        assertThat(forecast.p90()).isEqualTo(MINUTE.multipliedBy(34));
        assertThat(forecast.criticalPath()).containsExactly("a", "b", "d");
        assertThat(forecast.isComplete()).isTrue();
    }

    @Test
    void theForecastKnowsJoinsAndCaps() {
        history("slow", MINUTE.multipliedBy(20));
        history("quick", MINUTE);
        Playbook any = Playbook.define(
                "any",
                p -> p.step(Told.step("a", "quick"))
                        .step(Told.step("b", "slow"))
                        .step(Told.step("c", "quick").after("a", "b").with(step -> step.join(Join.ANY))));
        Playbook capped = Playbook.define(
                "capped",
                p -> p.concurrency("memory", 1)
                        .step(Told.step("a", "slow").with(step -> step.provider("memory")))
                        .step(Told.step("b", "slow").with(step -> step.provider("memory"))));

        assertThat(playbooks().plan(any).forecast().median()).isEqualTo(MINUTE.multipliedBy(20));
        assertThat(playbooks().plan(capped).forecast().median()).isEqualTo(MINUTE.multipliedBy(40));
    }

    @Test
    void whetherTheRtoIsReachedCountsWhatWentBy() {
        history("told", MINUTE.multipliedBy(10), MINUTE.multipliedBy(20));
        Plan plan = playbooks().plan(playbook());

        assertThat(plan.reachesRto()).isEqualTo(Reachability.YES);
        assertThat(since(plan, 45).reachesRto()).isEqualTo(Reachability.UNKNOWN);
        assertThat(since(plan, 55).reachesRto()).isEqualTo(Reachability.NO);
        assertThat(since(plan, 55).timeLeft()).isEqualTo(MINUTE.multipliedBy(5));
        assertThat(since(plan, 90).reachesRto()).isEqualTo(Reachability.NO);
    }

    @Test
    void aKnownSecretInADefinitionIsRefused() {
        String value = password.use(String::new);
        Playbooks playbooks = playbooks();

        DrException refusal = failure(() -> playbooks.plan(Playbook.define(
                "orders", p -> p.step(Told.step("a").with(step -> step.title("log in with " + value))))));

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        secrets.search("the refusal", refusal);
    }

    @Test
    void whatAnActionSaysIsMasked() {
        String value = password.use(String::new);
        Plan plan = playbooks()
                .plan(Playbook.define(
                        "orders",
                        p -> p.step(Told.of("a", "told", context -> "uses " + value))
                                .step(Told.step("b")
                                        .with(step -> step.precheck(Told.guard(
                                                GuardKind.POLICY, context -> GuardResult.failed("saw " + value)))))));

        secrets.search("the runbook", plan.markdown());
        secrets.search("the steps", plan.steps().get(0).changes().toString());
        secrets.search("the problems", plan.problems().toString());
        assertThat(plan.markdown()).contains("uses");
    }

    @Test
    void aPlanOfTenThousandStepsIsMadeInTheTimeOfItsSteps() {
        Playbooks playbooks = playbooks();
        playbooks.plan(chain(2_000));
        long small = nanos(() -> playbooks.plan(chain(1_250)));
        long large = nanos(() -> playbooks.plan(chain(10_000)));

        // Eight times the steps: quadratic would be 64 times the time.
        assertThat(large).isLessThan(small * 32);
        assertThat(playbooks.plan(chain(10_000)).markdown()).contains("# 10000. S9999");
    }

    private static Playbook playbook() {
        return Playbook.define("orders", p -> p.step(Told.step("a")));
    }

    private static Playbook chain(int steps) {
        return Playbook.define(
                "chain",
                p -> IntStream.range(0, steps)
                        .mapToObj(i ->
                                i == 0 ? Told.step("s0") : Told.step("s" + i).after("s" + (i - 1)))
                        .forEach(p::step));
    }

    /** Returns the least of several times: the machine may stand still during one of them. */
    private static long nanos(Runnable work) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            work.run();
            least = Math.min(least, System.nanoTime() - start);
        }
        return least;
    }

    private Plan since(Plan plan, int minutes) {
        return plan.incident(Incident.of(clock.instant().minus(Duration.ofMinutes(minutes)), incident -> {}));
    }
}
