package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.playbook.step.TerraformApplied;
import com.datafly.signal.dr.playbook.step.TerraformChange;
import com.datafly.signal.dr.playbook.step.TerraformPlanned;
import com.datafly.signal.dr.report.Reports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds of Terraform where there is none. */
class SmallTerraformTest extends PlanFixture {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final AtomicReference<@Nullable TerraformApplied> applied = new AtomicReference<>();
    private Path root;

    @BeforeEach
    void writeConfiguration() throws IOException {
        root = Files.createDirectory(folder.resolve("terraform"));
        want("cloud.network", "cloud.machine");
    }

    @Test
    void aPlanIsShownAppliedAndRead() throws IOException {
        Plan plan = plan();
        assertThat(plan.steps().get(1).changes())
                .contains("Terraform creates cloud.network", "Terraform creates cloud.machine");

        try (Run run = plan.start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(Reports.json(run.report())).doesNotContain("not-for-journals");
        }
        assertThat(Files.readAllLines(root.resolve("state"))).containsExactly("cloud.network", "cloud.machine");
    }

    @Test
    void aFailureHalfwaySaysWhatWasDoneAndTheNextAttemptDoesTheRest() throws IOException {
        Files.createFile(root.resolve("broken-cloud.machine"));
        try (Run run = plan().start()) {
            assertThat(run.await(LIMIT).step("apply").failure())
                    .hasValueSatisfying(failure -> assertThat(failure)
                            .contains("creating cloud.machine: quota exceeded; done before: cloud.network"));
            Files.delete(root.resolve("broken-cloud.machine"));

            run.decide("apply", Decision.retry("bob", "there is quota now"));

            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }
        assertThat(Files.readAllLines(root.resolve("state"))).containsExactly("cloud.network", "cloud.machine");
    }

    @Test
    void whatWasNotPlannedIsNotDoneByTheNextAttempt() throws IOException {
        Files.createFile(root.resolve("broken-cloud.machine"));
        try (Run run = plan().start()) {
            run.await(LIMIT);
            Files.delete(root.resolve("broken-cloud.machine"));
            want("cloud.network", "cloud.machine", "cloud.surprise");

            run.decide("apply", Decision.retry("bob", "there is quota now"));

            assertThat(run.await(LIMIT).step("apply").failure())
                    .hasValueSatisfying(
                            failure -> assertThat(failure).contains("was not planned: creates cloud.surprise"));
        }
        assertThat(Files.readAllLines(root.resolve("state"))).containsExactly("cloud.network");
    }

    @Test
    void whatWasPlannedOtherwiseIsNotDoneByTheNextAttempt() throws IOException {
        want("cloud.network", "cloud.machine large");
        Files.createFile(root.resolve("broken-cloud.machine"));
        try (Run run = plan().start()) {
            run.await(LIMIT);
            Files.delete(root.resolve("broken-cloud.machine"));
            want("cloud.network", "cloud.machine small");

            run.decide("apply", Decision.retry("bob", "there is quota now"));

            assertThat(run.await(LIMIT).step("apply").failure())
                    .hasValueSatisfying(failure -> assertThat(failure)
                            .contains("was not planned: creates cloud.machine, otherwise than planned in [size]"));
        }
        assertThat(Files.readAllLines(root.resolve("state"))).containsExactly("cloud.network");
    }

    @Test
    void aLockedStateSaysWhoHoldsIt() throws IOException {
        Files.createFile(root.resolve("lock"));

        try (Run run = plan().start()) {
            assertThat(run.await(LIMIT).step("plan").failure())
                    .hasValueSatisfying(
                            failure -> assertThat(failure).contains("the state is locked by ann@host, lock 0b2c"));
        }
    }

    @Test
    void theOutputsAreKeptAndThoseThatAreSensitiveAreWithheld() {
        assertThat(run(playbook(more -> {}, step -> {})).state()).isEqualTo(RunState.SUCCEEDED);

        assertThat(applied().changes())
                .extracting(TerraformChange::toString)
                .containsExactly("creates cloud.network", "creates cloud.machine");
        assertThat(applied().outputs().values()).containsExactly(Map.entry("made", "2"));
        assertThat(applied().outputs().withheld()).containsExactly("token");
        assertThat(run(playbook(more -> {}, step -> {})).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(applied().changes()).isEmpty();
    }

    @Test
    void aSecretVariableReachesTheProgramAndNothingElse() throws IOException {
        Secret token = secrets.plant("token");
        Plan plan = host(builder -> builder.secret("the-token", token))
                .playbooks()
                .plan(playbook(more -> more.secretVariable("token", "the-token"), step -> {}));
        secrets.search("the plan", plan.markdown());

        try (Run run = plan.start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
            secrets.search("the report", Reports.json(run.report()));
        }

        assertThat(Files.readString(root.resolve("given"))).isEqualTo(token.<String>use(String::new));
        Files.delete(root.resolve("given"));
        secrets.search(folder);
    }

    @Test
    void aPlanThatDestroysTooMuchStopsTheRun() throws IOException {
        run(playbook(more -> {}, step -> {}));
        want("cloud.network");

        assertThat(run(playbook(more -> {}, step -> {})).step("plan").failure())
                .hasValueSatisfying(failure ->
                        assertThat(failure).contains("it would destroy 1 resources, and 0 are allowed: cloud.machine"));
        assertThat(Files.readAllLines(root.resolve("state"))).hasSize(2);

        assertThat(run(playbook(more -> more.destroyAtMost(1), step -> {})).state())
                .isEqualTo(RunState.SUCCEEDED);
        assertThat(applied().changes()).extracting(TerraformChange::toString).containsExactly("destroys cloud.machine");
        assertThat(Files.readAllLines(root.resolve("state"))).containsExactly("cloud.network");
    }

    @Test
    void aStaleOrForeignPlanIsNotApplied() {
        Guard meddles = Told.guard(GuardKind.CONDITION, context -> {
            append(root.resolve("state"), "cloud.network");
            return GuardResult.passed("somebody was faster");
        });
        assertThat(run(playbook(more -> {}, step -> step.guard(meddles)))
                        .step("apply")
                        .failure())
                .hasValueSatisfying(failure -> assertThat(failure).contains("somebody changed the state"));

        Guard forges = Told.guard(GuardKind.CONDITION, context -> {
            context.output("plan", TerraformPlanned.class)
                    .ifPresent(plan -> append(Path.of(plan.file()), "cloud.forged"));
            return GuardResult.passed("somebody forged it");
        });
        assertThat(run(playbook(more -> {}, step -> step.guard(forges)))
                        .step("apply")
                        .failure())
                .hasValueSatisfying(failure -> assertThat(failure).contains("is not the one that was made"));
        assertThat(root.resolve("state")).content().doesNotContain("cloud.machine", "cloud.forged");
    }

    @Test
    void aConfigurationThatIsWrongIsSaidByThePlan() throws IOException {
        want("cloud.network", "colour");

        Plan plan = plan();

        assertThat(plan.warnings()).anyMatch(warning -> warning.contains("Unsupported argument"));
        try (Run run = plan.start()) {
            assertThat(run.await(LIMIT).step("plan").failure())
                    .hasValueSatisfying(failure -> assertThat(failure).contains("colour"));
        }
    }

    @Test
    void aDrillPlansAndReadsButAppliesNothing() {
        try (Run run = host(builder -> {})
                .playbooks()
                .rehearse(playbook(more -> {}, step -> {}))
                .start()) {
            RunStatus status = run.await(LIMIT);
            assertThat(status.step("plan").state()).isEqualTo(StepState.SUCCEEDED);
            assertThat(status.step("apply").state()).isEqualTo(StepState.REHEARSED);
        }
        assertThat(root.resolve("state")).doesNotExist();
    }

    private Plan plan() {
        return host(builder -> {}).playbooks().plan(playbook(more -> {}, step -> {}));
    }

    private RunStatus run(Playbook playbook) {
        try (Run run = host(builder -> {}).playbooks().plan(playbook).start()) {
            return run.await(LIMIT);
        }
    }

    private SignalDr host(Consumer<SignalDr.Builder> more) {
        return open(builder -> more.accept(builder.clock(Clock.systemUTC()).timeSource(TimeSource.system())));
    }

    private Playbook playbook(Consumer<Terraform.Builder> more, Consumer<Step.Builder> atApply) {
        Terraform terraform = Terraform.create(root, builder -> {
            builder.command(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xshare:auto",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    SmallTerraform.class.getName());
            more.accept(builder);
        });
        Guard remembers = Told.guard(GuardKind.CONDITION, context -> {
            context.output("apply", TerraformApplied.class).ifPresent(applied::set);
            return GuardResult.passed("looked");
        });
        return Playbook.define(
                "provision",
                p -> p.step(ProgramSteps.terraformPlan("plan", terraform))
                        .step(ProgramSteps.terraformApply("apply", "plan", terraform)
                                .with(atApply))
                        .step(Told.step("look")
                                .with(step -> step.guard(remembers))
                                .after("apply")));
    }

    private TerraformApplied applied() {
        return Objects.requireNonNull(applied.get());
    }

    private static void append(Path file, String line) {
        try {
            Files.write(file, List.of(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void want(String... addresses) throws IOException {
        Files.write(root.resolve("wanted"), List.of(addresses));
    }
}
