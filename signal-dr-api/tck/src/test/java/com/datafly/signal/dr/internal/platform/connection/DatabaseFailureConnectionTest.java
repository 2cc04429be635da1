package com.datafly.signal.dr.internal.platform.connection;

import static com.datafly.signal.dr.internal.platform.connection.ConnectedProduct.FORMER;
import static com.datafly.signal.dr.internal.platform.connection.ConnectedProduct.NEWER;
import static com.datafly.signal.dr.internal.platform.connection.ConnectedProduct.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.internal.playbook.action.TestChecks;
import com.datafly.signal.dr.platform.ConnectionReport.SwitchState;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.Guards;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.PlanProblem;
import com.datafly.signal.dr.playbook.PlannedStep;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Scenarios;
import com.datafly.signal.dr.playbook.Scenarios.DatabaseFailure;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.playbook.StepStatus;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.tck.InMemoryWorld;
import com.datafly.signal.dr.verify.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The failure of a database as a whole: recovered beside it, verified, and everybody led there. */
class DatabaseFailureConnectionTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String RECOVERED =
            "postgresql://orders:f0rmer-pass@orders-recovered.memory.internal:5432/orders?sslmode=require";
    private static final List<String> SWITCH = List.of(
            "connection-prepare", "connection-switch", "connection-restart", "connection-verify", "connection-settle");

    @TempDir
    private Path directory;

    private final ConnectedProduct product = new ConnectedProduct();
    private final InMemoryWorld world =
            InMemoryWorld.create(product.clock).addDatabase("orders").sql(TestChecks.noDatabase());
    private SignalDr dr;

    @BeforeEach
    void open() {
        dr = product.open(directory, Mortal.immortal(), builder -> builder.database(world.address("orders")));
        world.write("orders", "first");
        dr.database().snapshots().create("nightly").await();
        world.write("orders", "second");
    }

    @AfterEach
    void close() {
        dr.close();
        world.close();
        product.close();
    }

    @Test
    void everyPodComesToTheRecoveredDatabaseAndTheHostsOwnCutoverComesBehindThat() {
        Playbook playbook = scenario(Verdict.PASSED, more -> more.cutover(Steps.gate("tell-everybody")));

        RunStatus ended = run(dr.playbooks().plan(playbook));

        assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
        assertThat(product.url()).isEqualTo(RECOVERED);
        assertThat(product.truth(RECOVERED))
                .hasSize(3)
                .allSatisfy((pod, held) -> assertThat(held).isEqualTo("newer"));
        assertThat(dr.platform().connections().look(SECRET, "url").state()).isEqualTo(SwitchState.SETTLED);
        assertThat(ended.steps().stream().map(StepStatus::id).toList())
                .containsSubsequence("verified", "hold", "connection-prepare", "connection-settle", "tell-everybody");
    }

    @Test
    void theConnectionCanBeTakenBackUntilTheCutoverBegins() {
        Plan plan = dr.playbooks().plan(scenario(Verdict.PASSED, more -> more.cutover(Steps.gate("tell-everybody"))));

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.irreversible()).extracting(PlannedStep::id).containsExactly("tell-everybody");
        assertThat(plan.playbook().steps())
                .filteredOn(step -> SWITCH.contains(step.id()))
                .hasSize(SWITCH.size())
                .noneMatch(step -> step.kind() == StepKind.POINT_OF_NO_RETURN);
    }

    @Test
    void whereAConsumerDoesNotComeUpTheUndoBringsAllPodsBack() {
        product.platform.change(
                ConnectedProduct.HUB, w -> w.healthyIf(environment -> !environment.containsValue(RECOVERED)));
        try (Run run = dr.playbooks().plan(scenario(Verdict.PASSED, more -> {})).start()) {
            RunStatus paused = run.await(LIMIT);
            assertThat(paused.state()).as(told(paused)).isEqualTo(RunState.PAUSED);
            assertThat(told(paused)).contains("identity-hub");

            run.cancel(CancelPolicy.UNDO, "ann", "the product does not know it");

            RunStatus ended = run.await(LIMIT);
            assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.CANCELLED);
        }
        assertThat(product.url()).isEqualTo(FORMER);
        assertThat(product.truth(RECOVERED))
                .hasSize(3)
                .allSatisfy((pod, held) -> assertThat(held).isEqualTo("former"));
    }

    @Test
    void aDrillTouchesNeitherTheSecretNorAPod() {
        Map<String, String> before = product.truth(RECOVERED);

        RunStatus ended = run(dr.playbooks().rehearse(scenario(Verdict.PASSED, more -> {})));

        assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
        assertThat(states(ended)).containsEntry("recover", StepState.SUCCEEDED);
        SWITCH.forEach(step -> assertThat(states(ended)).containsEntry(step, StepState.REHEARSED));
        assertThat(product.url()).isEqualTo(FORMER);
        assertThat(product.truth(RECOVERED)).isEqualTo(before);
        assertThat(product.annotations()).isEmpty();
    }

    @Test
    void nobodyIsLedToADatabaseThatDidNotVerify() {
        RunStatus ended = run(dr.playbooks().plan(scenario(Verdict.FAILED, more -> {})));

        assertThat(ended.state()).as(told(ended)).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(product.url()).isEqualTo(FORMER);
        assertThat(product.annotations()).isEmpty();
    }

    @Test
    void theSecretDoesNotChangeWhileTheOldPrimaryIsNotFenced() {
        RunStatus ended = run(dr.playbooks()
                .plan(scenario(
                        Verdict.PASSED,
                        more -> more.guard(
                                Guards.oldPrimaryFenced("power switch", context -> GuardResult.failed("on"))))));

        assertThat(ended.state()).as(told(ended)).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(states(ended)).containsEntry("connection-prepare", StepState.SUCCEEDED);
        assertThat(product.url()).isEqualTo(FORMER);
    }

    @Test
    void aPlanIsRefusedWhereTheSecretCannotChange() {
        product.immutable();

        assertThat(dr.playbooks().plan(scenario(Verdict.PASSED, more -> {})).problems())
                .extracting(PlanProblem::toString)
                .singleElement()
                .asString()
                .contains("it is immutable", "another name");
        assertThat(dr.playbooks().rehearse(scenario(Verdict.PASSED, more -> {})).problems())
                .isEmpty();
    }

    @Test
    void aPlanIsRefusedWhereAnotherKeyWouldStayAtTheFailedDatabaseAndADrillSaysSo() {
        product.platform.put(SECRET, "reports-url", FORMER);

        assertThat(dr.playbooks().plan(elsewhere()).problems())
                .extracting(PlanProblem::toString)
                .singleElement()
                .asString()
                .contains("[reports-url]", "acceptFormer(\"reports-url\")")
                .doesNotContain("old-db");
        Plan drill = dr.playbooks().rehearse(elsewhere());
        assertThat(drill.problems()).isEmpty();
        assertThat(String.join("\n", drill.warnings()))
                .contains("A live run would be refused", "[reports-url]", "acceptFormer(\"reports-url\")")
                .doesNotContain("old-db");
    }

    @Test
    void whereOnlyAStepTellsTheHostAPlanWarnsAndTheStepRefuses() {
        product.platform.put(SECRET, "reports-url", FORMER);
        Plan plan = dr.playbooks().plan(scenario(Verdict.PASSED, more -> {}));

        assertThat(String.join("\n", plan.warnings())).contains("[reports-url]", "unless the database of step");
        assertThat(told(run(plan))).contains("connection-prepare FAILED", "[reports-url]");
        assertThat(product.url()).isEqualTo(FORMER);
        assertThat(product.annotations()).isEmpty();
    }

    @Test
    void whereTheHostStaysTheSameNoOtherKeyHinders() {
        String host = "postgresql://orders:f0rmer-pass@orders-recovered.memory.internal:5432/";
        product.platform.put(SECRET, "url", host + "orders");
        product.platform.put(SECRET, "reports-url", host + "reports");
        RunStatus ended = run(dr.playbooks()
                .plan(Scenarios.databaseFailure(scenario -> scenario.copy(copy -> copy.named("orders-recovered"))
                        .verify(TestChecks.passing())
                        .connection(
                                SECRET,
                                settings -> settings.url("url")
                                        .asDatabase("orders2")
                                        .encryptionKey("backup-key")))));

        assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
        assertThat(product.url()).isEqualTo(host + "orders2");
    }

    @Test
    void anotherEndpointMayBeNamed() {
        RunStatus ended = run(dr.playbooks().plan(elsewhere()));

        assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
        assertThat(product.url()).isEqualTo(NEWER);
    }

    private static Playbook elsewhere() {
        return Scenarios.databaseFailure(scenario -> scenario.copy(copy -> copy.named("orders-recovered"))
                .verify(TestChecks.passing())
                .connection(
                        SECRET,
                        settings -> settings.url("url").to("new-db.internal").encryptionKey("backup-key")));
    }

    private static Playbook scenario(Verdict verdict, Consumer<DatabaseFailure> more) {
        return Scenarios.databaseFailure(scenario -> {
            scenario.copy(copy -> copy.named("orders-recovered"))
                    .verify(TestChecks.finding(verdict, true))
                    .connection(SECRET, settings -> settings.url("url").encryptionKey("backup-key"));
            more.accept(scenario);
        });
    }

    private static RunStatus run(Plan plan) {
        assertThat(plan.problems()).isEmpty();
        try (Run run = plan.start()) {
            return run.await(LIMIT);
        }
    }

    private static Map<String, StepState> states(RunStatus status) {
        return status.steps().stream().collect(Collectors.toMap(StepStatus::id, StepStatus::state));
    }

    private static String told(RunStatus status) {
        return status + " " + status.steps();
    }
}
