package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.GuardKind;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.Join;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.report.ReportFormat;
import com.datafly.signal.dr.report.Reports;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Steps, guards, listeners and journals that do not do as they should. */
class RunFaultTest extends RunFixture {

    @Test
    void aFailedStepPausesTheRunAndIsTriedAgainUnderANewKey() {
        AtomicBoolean broken = new AtomicBoolean(true);
        List<String> keys = new ArrayList<>();
        Run run = start(Playbook.define(
                "failing",
                p -> p.step(changing("first", context -> {
                            keys.add(context.key().value());
                            if (broken.get()) {
                                throw DrException.of(ErrorCode.QUOTA, "make it", "there is no room");
                            }
                            return "done";
                        }))
                        .step(EveryKind.make(provider(), "second").after("first"))));

        RunStatus failed = run.await(LONG);
        assertThat(failed.state()).isEqualTo(RunState.PAUSED);
        assertThat(failed.reason()).contains("first", "there is no room");
        assertThat(failed.step("second").state()).isEqualTo(StepState.PENDING);
        assertThat(refused(() -> run.resume("ann")).code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        broken.set(false);
        run.decide("first", Decision.retry("ann", "there is room now"));

        RunStatus status = run.await(LONG);
        assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(status.step("first").generation()).isEqualTo(1);
        assertThat(keys).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void anUnclearStepStopsTheRunAndKeepsItsKeyWhenItIsTriedAgain() {
        AtomicInteger calls = new AtomicInteger();
        List<String> keys = new ArrayList<>();
        Run run = start(Playbook.define(
                "unclear",
                p -> p.step(changing("first", context -> {
                    keys.add(context.key().value());
                    if (calls.incrementAndGet() == 1) {
                        throw new IllegalStateException("what was that");
                    }
                    return "done";
                }))));

        RunStatus unclear = run.await(LONG);
        assertThat(unclear.state()).isEqualTo(RunState.INDETERMINATE);
        assertThat(unclear.reason()).contains("first", "what was that", "cannot look for its work");
        assertThat(refused(() -> run.cancel(CancelPolicy.UNDO, "ann", "no")).code())
                .isEqualTo(ErrorCode.FAILED_PRECONDITION);
        run.decide("first", Decision.retry("ann", "I looked, there is nothing"));

        assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(keys).hasSize(2).containsOnly(keys.get(0));
    }

    @Test
    void anUnclearStepIsAdoptedWithAnOutputOnly() {
        Run run = start(Playbook.define(
                "adopting",
                p -> p.step(changing("first", context -> {
                            throw new IllegalStateException("what was that");
                        }))
                        .step(reading(
                                        "second",
                                        context -> context.output("first", ReadWork.Output.class)
                                                .orElseThrow()
                                                .seen())
                                .after("first"))));
        run.await(LONG);

        assertThat(refused(() -> run.decide("first", Decision.adopt("ann", "it is there")))
                        .code())
                .isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(run.status().state()).isEqualTo(RunState.INDETERMINATE);
        run.decide("first", Decision.adopt("ann", "it is there", new ReadWork.Output("by hand")));

        assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aStepThatIsGivenUpTakesWhatNeedsItWithItAndIsListed() {
        Run run = start(Playbook.define(
                "giving-up",
                p -> p.step(changing("first", context -> {
                            context.observed("restore-17");
                            throw new IllegalStateException("what was that");
                        }))
                        .step(EveryKind.make(provider(), "second").after("first"))
                        .step(EveryKind.make(provider(), "third").after("second"))
                        .step(EveryKind.make(provider(), "other"))));
        run.await(LONG);

        run.decide("first", Decision.abandon("ann", "nobody needs it"));

        RunStatus status = run.await(LONG);
        assertThat(status.state()).isEqualTo(RunState.FAILED);
        assertThat(states(status))
                .isEqualTo(Map.of(
                        "first",
                        StepState.SKIPPED,
                        "second",
                        StepState.SKIPPED,
                        "third",
                        StepState.SKIPPED,
                        "other",
                        StepState.SUCCEEDED));
        assertThat(status.orphans()).singleElement().asString().contains("first", "op-", "restore-17");
    }

    @Test
    void anAlternativeMakesUpForAFailure() {
        Run run = start(Playbook.define(
                "any",
                p -> p.step(reading("one", context -> {
                            throw DrException.of(ErrorCode.NOT_FOUND, "read", "it is gone");
                        }))
                        .step(EveryKind.make(provider(), "two"))
                        .step(EveryKind.make(provider(), "three")
                                .with(step -> step.after("one", "two").join(Join.ANY)))));

        RunStatus status = run.await(LONG);

        assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(status.step("one").state()).isEqualTo(StepState.FAILED);
    }

    @Test
    void whenNoAlternativeIsLeftTheRunPauses() {
        Run run = start(Playbook.define(
                "none",
                p -> p.step(failing("one"))
                        .step(failing("two"))
                        .step(EveryKind.make(provider(), "three")
                                .with(step -> step.after("one", "two").join(Join.ANY)))));

        assertThat(run.await(LONG).state()).isEqualTo(RunState.PAUSED);
        assertThat(provider().effects()).isEmpty();
    }

    @Test
    void aStepThatIgnoresItsTimeoutIsUnclearAndItsThreadIsNotDoubled() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger interruptions = new AtomicInteger();
        Step deaf = changing("deaf", context -> {
                    while (release.getCount() > 0) {
                        try {
                            assertThat(release.await(60, TimeUnit.SECONDS)).isTrue();
                        } catch (InterruptedException ignored) {
                            interruptions.incrementAndGet();
                        }
                    }
                    return "late";
                })
                .with(step -> step.timeout(Duration.ofMillis(200)));
        Run run = start(Playbook.define("deaf", p -> p.step(deaf)));

        RunStatus status = run.await(LONG);

        assertThat(status.state()).isEqualTo(RunState.INDETERMINATE);
        assertThat(status.reason()).contains("not done within PT0.2S", "ignored the interruption");
        assertThat(interruptions.get()).isEqualTo(1);
        DrException refusal = refused(() -> run.decide("deaf", Decision.retry("ann", "again")));
        assertThat(refusal).hasMessageContaining("still runs in this process");
        release.countDown();
        run.decide("deaf", Decision.abandon("ann", "enough"));
        assertThat(run.await(LONG).state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void aStepThatHeedsItsTimeoutIsUnclearToo() {
        Step slow = changing("slow", context -> {
                    try {
                        TimeUnit.SECONDS.sleep(60);
                    } catch (InterruptedException e) {
                        throw DrException.of(ErrorCode.CANCELLED, "wait", "interrupted");
                    }
                    return "never";
                })
                .with(step -> step.timeout(Duration.ofMillis(100)));

        RunStatus status = start(Playbook.define("slow", p -> p.step(slow))).await(LONG);

        assertThat(status.state()).isEqualTo(RunState.INDETERMINATE);
        assertThat(status.step("slow").state()).isEqualTo(StepState.INDETERMINATE);
    }

    @Test
    void anErrorIsAnOutcome() {
        for (Throwable thrown : List.of(new AssertionError("no"), new StackOverflowError(), new Hostile())) {
            Run run = opened(Runner.start(
                    RunOrder.of(
                            "run-" + thrown.getClass().getSimpleName().toLowerCase(Locale.ROOT),
                            Playbook.define("error", p -> p.step(reading("first", context -> sneak(thrown)))),
                            new NoTarget(secrets),
                            order -> order.plan(PLAN, "eve")),
                    environment()));

            assertThat(run.await(LONG).step("first").state()).isEqualTo(StepState.FAILED);
        }
    }

    @Test
    void aGuardIsAskedRightBeforeTheActionAndStopsIt() {
        AtomicBoolean holds = new AtomicBoolean();
        Run run = start(Playbook.define(
                "guarded",
                p -> p.step(EveryKind.make(provider(), "cut")
                        .with(step -> step.guard(guard(GuardKind.FENCING, holds::get))))));

        RunStatus status = run.await(LONG);
        assertThat(status.state()).isEqualTo(RunState.PAUSED);
        assertThat(status.reason()).contains("guard 'a guard' does not hold");
        assertThat(provider().effects()).isEmpty();
        holds.set(true);
        run.decide("cut", Decision.retry("ann", "it is fenced now"));

        assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(provider().effects()).isEqualTo(Map.of("cut", 1));
    }

    @Test
    void breakGlassPassesGuardsOfPolicyAndNeverOfFencing() {
        BreakGlass glass = BreakGlass.of("nobody answers", "eve", Instant.now(), Duration.ofHours(1));
        Playbook playbook = Playbook.define(
                "glass",
                p -> p.step(EveryKind.make(provider(), "policy")
                                .with(step -> step.guard(guard(GuardKind.POLICY, () -> false))))
                        .step(EveryKind.make(provider(), "fencing")
                                .with(step -> step.after("policy").guard(guard(GuardKind.FENCING, () -> false)))));

        RunStatus status =
                start(playbook, environment(), order -> order.breakGlass(glass)).await(LONG);

        assertThat(status.step("policy").state()).isEqualTo(StepState.SUCCEEDED);
        assertThat(status.step("fencing").state()).isEqualTo(StepState.FAILED);
        assertThat(status.warnings().get(0)).contains("BREAK GLASS");
    }

    @Test
    void aPostconditionThatDoesNotHoldIsAskedAgainWithoutASecondEffect() {
        AtomicBoolean holds = new AtomicBoolean();
        Run run = start(Playbook.define(
                "post",
                p -> p.step(EveryKind.make(provider(), "cut")
                        .with(step -> step.postcondition(guard(GuardKind.CONDITION, holds::get))))));
        assertThat(run.await(LONG).step("cut").state()).isEqualTo(StepState.FAILED);
        holds.set(true);

        run.decide("cut", Decision.retry("ann", "it settled"));

        assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(provider().effects()).isEqualTo(Map.of("cut", 1));
    }

    @Test
    void aSecretLeavesTheRunNowhere() throws Exception {
        secrets.put("password", "hunter2-\"quoted\"");
        String secret = secrets.get("password");
        Run run = start(Playbook.define(
                "secret",
                p -> p.step(reading("tell", context -> {
                            context.observed("as " + secret);
                            context.evidence(CheckResult.of(secret, Verdict.PASSED, secret));
                            return context.secret("password").use(String::new);
                        }))
                        .step(reading("fail", context -> {
                                    throw new IllegalStateException("wrong: " + secret);
                                })
                                .after("tell"))));

        RunStatus status = run.await(LONG);

        assertThat(status.step("fail").failure())
                .hasValueSatisfying(text -> assertThat(text).contains("wrong: ***"));
        run.pause("ann", "because of " + secret);
        String journal = Files.readString(directory.resolve("journal/logs/run-1.log"));
        String report = Reports.render(run.report(), ReportFormat.JSON);
        assertThat(journal + report + events + run.status().warnings() + status).doesNotContain("hunter2");
    }

    @Test
    void listenersThatThrowOrBlockDelayNobody() {
        CountDownLatch release = new CountDownLatch(1);
        RunEnvironment environment = environment(
                driver(),
                more -> more.listeners(List.of(
                        event -> {
                            throw new AssertionError("no");
                        },
                        event -> {
                            try {
                                release.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        })));

        Run run = start(EveryKind.row(provider(), "one", "two"), environment, order -> {});

        assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
        release.countDown();
        run.close();
        assertThat(events).anyMatch(RunEvent.RunFinished.class::isInstance);
    }

    @Test
    void aLateRunGoesOnAndSaysSo() {
        RecoveryObjectives objectives = new RecoveryObjectives(Duration.ZERO, Duration.ofNanos(1));

        Run run = start(EveryKind.row(provider(), "one"), environment(), order -> order.objectives(objectives));

        RunStatus status = run.await(LONG);
        assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(status.warnings()).anyMatch(warning -> warning.contains("was over"));
        run.close();
        assertThat(events).anyMatch(RunEvent.DeadlinePassed.class::isInstance);
    }

    @Test
    void noMoreStepsOfAProviderAreInFlightThanItTakes() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch together = new CountDownLatch(2);
        Run run = start(Playbook.define("capped", p -> {
            p.concurrency("narrow", 2);
            for (int i = 0; i < 12; i++) {
                p.step(reading("step-" + i, context -> {
                            most.accumulateAndGet(now.incrementAndGet(), Math::max);
                            together.countDown();
                            try {
                                assertThat(together.await(60, TimeUnit.SECONDS)).isTrue();
                                TimeUnit.MILLISECONDS.sleep(5);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            now.decrementAndGet();
                            return "done";
                        })
                        .with(step -> step.provider("narrow")));
            }
        }));

        assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(most.get()).isEqualTo(2);
    }

    private static String sneak(Throwable thrown) {
        RunFaultTest.<RuntimeException>rethrow(thrown);
        return "never";
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private static Step failing(String id) {
        return reading(id, context -> {
            throw DrException.create(ErrorCode.NOT_FOUND, "read", "it is gone", failure -> failure.effect(Effect.NONE));
        });
    }

    private static Step reading(String id, Function<StepContext, String> work) {
        return Step.of(id, new ReadWork(id, work), new ReadWork.Input(""), step -> step.kind(StepKind.PURE));
    }

    private static Step changing(String id, Function<StepContext, String> work) {
        return Step.of(
                id, new ReadWork(id, work), new ReadWork.Input(""), step -> step.kind(StepKind.POINT_OF_NO_RETURN));
    }

    private static Guard guard(GuardKind kind, BooleanSupplier holds) {
        return new Guard() {
            @Override
            public String name() {
                return "a guard";
            }

            @Override
            public GuardKind kind() {
                return kind;
            }

            @Override
            public GuardResult check(StepContext context) {
                return holds.getAsBoolean() ? GuardResult.passed("it holds") : GuardResult.failed("it does not");
            }
        };
    }

    /** Fails even when it is asked what it is. */
    private static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("again");
        }
    }
}
