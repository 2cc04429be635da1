package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaybookTest {

    @Test
    void stepsAreOrderedByWhatTheyWaitFor() {
        Playbook playbook = Playbook.define(
                "orders",
                p -> p.step(Note.step("verify").after("restore", "fence"))
                        .step(Note.step("restore").after("snapshot"))
                        .step(Note.step("snapshot"))
                        .step(Note.step("fence")));

        assertThat(playbook.order()).extracting(Step::id).containsExactly("snapshot", "fence", "restore", "verify");
        assertThat(playbook.steps()).extracting(Step::id).containsExactly("verify", "restore", "snapshot", "fence");
    }

    @Test
    void aCycleIsShown() {
        refused(
                p -> p.step(Note.step("a"))
                        .step(Note.step("b").after("a", "d"))
                        .step(Note.step("c").after("b"))
                        .step(Note.step("d").after("c"))
                        .step(Note.step("e").after("d")),
                "the steps wait for each other: ",
                "b -> c -> d -> b");
    }

    @Test
    void aStepThatWaitsForItselfIsACycle() {
        refused(p -> p.step(Note.step("a").after("a")), "a -> a");
    }

    @Test
    void aDanglingDependencyIsNamed() {
        refused(p -> p.step(Note.step("verify").after("restore")), "'verify' comes after 'restore', which is no step");
    }

    @Test
    void twoStepsOfOneIdAreRefused() {
        refused(p -> p.step(Note.step("a")).step(Note.step("a")), "two steps have the id 'a'");
    }

    @Test
    void aPlaybookWithoutStepsIsRefused() {
        refused(p -> {}, "it has no steps");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "1a", "a_b", "a--b", "a-", "-a", "a b", "ä", "a\n"})
    void badIdsAreRefused(String id) {
        refused(p -> p.step(Note.step(id)), "a step's id is '" + id + "'");
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> Playbook.define(id, p -> p.step(Note.step("a"))))
                .withMessageContaining("the playbook's name is '" + id + "'");
    }

    @Test
    void anIdHasAtMost63Characters() {
        Playbook.define("p", p -> p.step(Note.step("a".repeat(63))));

        refused(p -> p.step(Note.step("a".repeat(64))), "a step's id is");
    }

    @Test
    void aTimeoutIsPositive() {
        refused(p -> p.step(Note.step("a").with(step -> step.timeout(Duration.ZERO))), "timeout of PT0S");
        refused(p -> p.step(Note.step("a").with(step -> step.timeout(Duration.ofSeconds(-1)))), "timeout of PT-1S");
    }

    @Test
    void anyNeedsSomethingToChooseFrom() {
        refused(
                p -> p.step(Note.step("a")).step(Note.step("b").after("a").with(step -> step.join(Join.ANY))),
                "'b' joins ANY of [a]");
    }

    @Test
    void aReversibleStepNeedsAnUndo() {
        refused(
                p -> p.step(Note.step("a").with(step -> step.kind(StepKind.REVERSIBLE))),
                "'a' is REVERSIBLE, but the action 'note' has no undo");
    }

    @Test
    void anUndoIsFoundWhereverItIsImplemented() {
        Step step = Step.of("a", new Undoable(), new Note.Text(""), more -> {});

        assertThat(Playbook.define("p", p -> p.step(step)).steps()).hasSize(1);
    }

    @Test
    void aConcurrencyCapIsPositiveAndOfAProviderThatAStepNames() {
        refused(p -> p.step(Note.step("a")).concurrency("aws", 2), "'aws' is capped, but no step names that provider");
        refused(
                p -> p.step(Note.step("a").with(step -> step.provider("aws"))).concurrency("aws", 0),
                "the concurrency of 'aws' is 0");
    }

    @Test
    void aSecretIsRefusedWhereverItHides() {
        record Plain(Secret password) {}
        record Nested(Map<String, List<Optional<Plain>>> deep) {}

        refused(p -> p.step(Note.of("a", new Plain(Secret.of("x")))), "field 'password': it is a Secret");
        refused(p -> p.step(Note.of("a", new Nested(Map.of()))), "field 'deep.password': it is a Secret");
    }

    @Test
    void anInputThatChangesWhenItIsKeptIsRefused() {
        record Growing(String text) {
            Growing {
                text = text + "!";
            }
        }

        refused(p -> p.step(Note.of("a", new Growing("x"))), "is another after it was kept and read back");
    }

    @Test
    void anInputOfAForeignTypeIsRefused() {
        record Foreign(Thread thread) {}

        refused(
                p -> p.step(Note.of("a", new Foreign(Thread.currentThread()))),
                "step 'a', input: field 'thread': java.lang.Thread cannot be kept and read back");
    }

    @Test
    void anOutputOfAForeignTypeIsRefused() {
        refused(
                p -> p.step(Step.of("a", new ThreadGiver(), new Note.Text(""), step -> step.kind(StepKind.PURE))),
                "step 'a', output: field 'thread': java.lang.Thread cannot be kept");
    }

    @Test
    void whoseOutputIsUsedComesBefore() {
        refused(
                p -> p.step(Note.step("a")).step(reader("b", "a")),
                "'b' uses the output of 'a', which need not have been done by then");
        refused(p -> p.step(reader("b", "x")), "'b' uses the output of 'x', which is no step");
        Playbook.define(
                "p",
                p -> p.step(Note.step("a"))
                        .step(Note.step("between").after("a"))
                        .step(reader("b", "a").after("between"))
                        .step(reader("c", "a").after("a")));
    }

    @Test
    void tenThousandStepsInARowAreDefinedOnASmallStack() throws Exception {
        FutureTask<Playbook> task = new FutureTask<>(() -> Playbook.define(
                "long",
                p -> IntStream.range(0, 10_000)
                        .mapToObj(i ->
                                i == 0 ? Note.step("s0") : Note.step("s" + i).after("s" + (i - 1)))
                        .forEach(p::step)));
        new Thread(null, task, "define", 200_000).start();

        List<Step> order = task.get(60, TimeUnit.SECONDS).order();

        assertThat(order).hasSize(10_000);
        assertThat(order.get(9_999).id()).isEqualTo("s9999");
    }

    @Test
    void theTimeToDefineGrowsWithTheNumberOfSteps() {
        chain(4_000);
        long small = nanos(() -> chain(2_000));
        long large = nanos(() -> chain(16_000));

        // Eight times the steps: quadratic would be 64 times the time.
        assertThat(large).isLessThan(small * 32);
    }

    private static void chain(int steps) {
        Playbook.define("chain", p -> {
            p.step(Note.step("s0"));
            IntStream.range(1, steps)
                    .forEach(i ->
                            p.step(reader("s" + i, "s" + Math.max(0, i - 2)).after("s" + (i - 1))));
        });
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

    private static void refused(Consumer<Playbook.Builder> definition, String... parts) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> Playbook.define("orders", definition))
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
                    assertThat(refusal.effect()).isEqualTo(Effect.NONE);
                    assertThat(refusal.hint()).isPresent();
                    assertThat(refusal.getMessage())
                            .contains("define the playbook 'orders'")
                            .contains(parts);
                });
    }

    private static Step reader(String id, String used) {
        return Step.of(id, new Reader(), new Note.Text(used), step -> step.kind(StepKind.PURE));
    }

    private static final class Reader implements Texts<Note.Taken> {
        @Override
        public Class<Note.Taken> outputType() {
            return Note.Taken.class;
        }

        @Override
        public Set<String> uses(Note.Text input) {
            return Set.of(input.text());
        }

        @Override
        public Note.Taken act(StepContext context, Note.Text input) {
            return new Note.Taken(true);
        }
    }

    private static final class ThreadGiver implements Texts<ThreadGiver.Output> {
        record Output(Thread thread) {}

        @Override
        public Class<Output> outputType() {
            return Output.class;
        }

        @Override
        public Output act(StepContext context, Note.Text input) {
            return new Output(Thread.currentThread());
        }
    }

    private static final class Undoable implements Texts<Note.Taken> {
        @Override
        public Class<Note.Taken> outputType() {
            return Note.Taken.class;
        }

        @Override
        public Note.Taken act(StepContext context, Note.Text input) {
            return new Note.Taken(true);
        }

        @Override
        public void undo(StepContext context, Note.Text input, Note.Taken output) {}
    }

    private interface Texts<O> extends StepAction<Note.Text, O> {
        @Override
        default String name() {
            return "texts";
        }

        @Override
        default int version() {
            return 1;
        }

        @Override
        default Class<Note.Text> inputType() {
            return Note.Text.class;
        }
    }
}
