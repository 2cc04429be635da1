package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.RecoveryTier;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlaybookHashTest {

    /** A change of this hash makes every run that is under way refuse to be resumed. */
    private static final String PINNED = "061aefbb763a0f1f8bf82e5ff142f6bee2d557d2daa25186578cb13fc0d7abb4";

    @Test
    void theHashIsTheSameOnEveryJvm() {
        assertThat(sample().hash()).isEqualTo(PINNED);
    }

    @Test
    void theOrderOfMapsAndSetsMeansNothing() {
        Map<String, String> forward = new LinkedHashMap<>();
        Map<String, String> backward = new LinkedHashMap<>();
        Set<String> up = new LinkedHashSet<>();
        Set<String> down = new LinkedHashSet<>();
        for (int i = 0; i < 20; i++) {
            forward.put("k" + i, "v" + i);
            backward.put("k" + (19 - i), "v" + (19 - i));
            up.add("e" + i);
            down.add("e" + (19 - i));
        }

        assertThat(hash(new Settings(forward, up)))
                .isEqualTo(hash(new Settings(backward, down)))
                .isEqualTo(hash(new Settings(new HashMap<>(backward), Set.copyOf(up))))
                .isEqualTo(hash(new Settings(new TreeMap<>(forward), down)));
    }

    @Test
    void theOrderOfWhatIsASetMeansNothing() {
        Playbook one = Playbook.define(
                "p",
                p -> p.protects("a", "b")
                        .step(Note.step("x"))
                        .step(Note.step("y"))
                        .step(Note.step("z").after("x", "y").with(step -> step.approval(gate("ann", "bob")))));
        Playbook other = Playbook.define(
                "p",
                p -> p.protects("b", "a")
                        .step(Note.step("x"))
                        .step(Note.step("y"))
                        .step(Note.step("z").after("y", "x").with(step -> step.approval(gate("bob", "ann")))));

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    }

    @Test
    void everyPartThatMattersChangesTheHash() {
        List<Playbook> variants = Stream.concat(
                        Stream.concat(Stream.of(sample(), withStep(UnaryOperator.identity())), ofPlaybook()),
                        Stream.concat(ofStep(), ofGuardsAndGates()))
                .toList();

        assertThat(variants).hasSize(34);
        assertThat(variants.stream().map(Playbook::hash).collect(Collectors.toSet()))
                .as("each variant differs from all others")
                .hasSameSizeAs(variants);
    }

    private static Stream<Playbook> ofPlaybook() {
        return Stream.of(
                Playbook.define("other", PlaybookHashTest::describe),
                changed(p -> p.version("2")),
                changed(p -> p.objectives(RecoveryTier.ENHANCED.objectives())),
                changed(p -> p.objectives(new RecoveryObjectives(Duration.ofMinutes(15), Duration.ofMinutes(61)))),
                changed(p -> p.protects("topic:orders")),
                changed(p -> p.loses(FailureDomain.of("host", "db2"))),
                changed(p -> p.concurrency("aws", 3)),
                changed(p -> p.onFailure(FailurePolicy.UNDO)),
                changed(Playbook.Builder::pauseAtDeadline),
                changed(p -> p.step(Note.step("more"))),
                Playbook.define("sample", p -> {
                    p.step(Note.step("before"));
                    describe(p);
                }));
    }

    private static Stream<Playbook> ofStep() {
        return Stream.<UnaryOperator<Step>>of(
                        step -> step.with(more -> more.title("Restore it")),
                        step -> step.with(more -> more.kind(StepKind.POINT_OF_NO_RETURN)),
                        step -> step.with(more -> more.scope(StepScope.SOURCE)),
                        step -> step.with(more -> more.timeout(Duration.ofMinutes(31))),
                        step -> step.with(more -> more.provider("gcp")),
                        step -> step.after("second"),
                        step -> step.after("second").with(more -> more.join(Join.ANY)),
                        step -> Note.step("changed", "input").after("first"),
                        step -> Note.step("changed", "input2").after("first"),
                        step -> Note.of("changed", new Settings(Map.of("text", "input"), Set.of()))
                                .after("first"),
                        step -> withAction("renote", 1),
                        step -> withAction("note", 2))
                .map(PlaybookHashTest::withStep);
    }

    private static Stream<Playbook> ofGuardsAndGates() {
        return Stream.<Consumer<Step.Builder>>of(
                        more -> more.precheck(new Named("g", GuardKind.POLICY, Map.of())),
                        more -> more.guard(new Named("g", GuardKind.POLICY, Map.of())),
                        more -> more.postcondition(new Named("g", GuardKind.POLICY, Map.of())),
                        more -> more.guard(new Named("h", GuardKind.POLICY, Map.of())),
                        more -> more.guard(new Named("g", GuardKind.FENCING, Map.of())),
                        more -> more.guard(new Named("g", GuardKind.POLICY, Map.of("a", "b"))),
                        more -> more.approval(gate("ann", "bob")),
                        more -> more.approval(gate("ann", "bob", "cyd")),
                        more -> more.approval(
                                ApprovalGate.of(gate -> gate.from("ann", "bob").quorum(2))))
                .map(change -> withStep(step -> step.with(change)));
    }

    private static Playbook sample() {
        return Playbook.define("sample", PlaybookHashTest::describe);
    }

    private static void describe(Playbook.Builder playbook) {
        playbook.version("1")
                .objectives(new RecoveryObjectives(Duration.ofMinutes(15), Duration.ofMinutes(59)))
                .loses(FailureDomain.of("host", "db1"))
                .concurrency("aws", 2)
                .step(Note.step("first").with(step -> step.provider("aws")))
                .step(Note.step("second", "2 \u20ac \"quoted\" \ud83d\ude80"))
                .step(Note.of("third", new Settings(Map.of("b", "2", "a", "1", "c", "3"), Set.of("x", "y", "z")))
                        .with(step -> step.guard(new Named("g", GuardKind.POLICY, Map.of("d", "4", "e", "5")))
                                .approval(gate("ann", "bob"))))
                .step(Note.of("fourth", new Numbers(0.1, 1e300, Long.MIN_VALUE)))
                .step(changedStep());
    }

    private static Step changedStep() {
        return Note.step("changed").after("first");
    }

    private static Step withAction(String name, int version) {
        return Step.of(
                "changed",
                new Note<>(name, version, Note.Text.class),
                new Note.Text("changed"),
                step -> step.kind(StepKind.PURE).after("first"));
    }

    private static Playbook changed(Consumer<Playbook.Builder> change) {
        return Playbook.define("sample", p -> {
            describe(p);
            change.accept(p);
        });
    }

    private static Playbook withStep(UnaryOperator<Step> change) {
        return Playbook.define(
                "sample",
                p -> p.version("1")
                        .step(Note.step("first"))
                        .step(Note.step("second"))
                        .step(change.apply(changedStep())));
    }

    private static ApprovalGate gate(String... principals) {
        return ApprovalGate.of(gate -> gate.from(principals));
    }

    private static String hash(Settings input) {
        return Playbook.define("p", p -> p.step(Note.of("a", input))).hash();
    }

    record Settings(Map<String, String> settings, Set<String> elements) {}

    record Numbers(double small, double large, long least) {}

    record Named(String name, GuardKind kind, Map<String, String> parameters) implements Guard {
        @Override
        public GuardResult check(StepContext context) {
            return GuardResult.passed("yes");
        }
    }
}
