package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.playbook.step.TerraformApplied;
import com.datafly.signal.dr.playbook.step.TerraformPlanned;
import com.datafly.signal.dr.report.Reports;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real Terraform, where it is on the PATH; its built-in resource needs no provider and no network. */
class TerraformStepsTest extends PlanFixture {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String TWO = """
            variable "size" { default = "1" }
            variable "token" {
              default   = ""
              sensitive = true
            }
            resource "terraform_data" "disk" { input = var.size }
            resource "terraform_data" "machine" {
              triggers_replace = var.size
              provisioner "local-exec" { command = "test ! -e broken" }
            }
            output "size" { value = terraform_data.disk.output }
            output "list" { value = [1, 2] }
            output "token" {
              value     = var.token
              sensitive = true
            }
            """;

    private static final String SLOW = """
            resource "terraform_data" "disk" {}
            resource "terraform_data" "machine" {
              depends_on       = [terraform_data.disk]
              triggers_replace = "1"
              provisioner "local-exec" { command = "touch at-work; while ! test -e go; do sleep 0.05; done" }
            }
            """;

    private final AtomicReference<@Nullable TerraformApplied> applied = new AtomicReference<>();
    private Path root;

    @BeforeEach
    void writeConfiguration() throws IOException {
        assumeThat(isOnPath()).as("terraform is on the PATH").isTrue();
        root = Files.createDirectory(folder.resolve("terraform"));
        configure(TWO);
    }

    @Test
    void aPlanOfOursShowsWhatTerraformWouldDoAndLeavesNothing() {
        Plan plan = open(more -> {}, terraform -> {});

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.steps().get(1).changes())
                .containsExactlyInAnyOrder(
                        "Terraform creates terraform_data.disk",
                        "Terraform creates terraform_data.machine",
                        "what the step 'plan' plans is what will be done");
        assertThat(plan.steps().get(1).byHand()).contains("terraform apply signal-dr.plan");
        assertThat(root.resolve("terraform.tfstate")).doesNotExist();
        assertThat(root.resolve(".signal-dr")).isEmptyDirectory();
    }

    @Test
    void theSavedPlanIsAppliedAndItsOutputsAreKept() {
        assertThat(run(terraform -> terraform.variable("size", "7")).state()).isEqualTo(RunState.SUCCEEDED);

        assertThat(applied().changes())
                .hasSize(2)
                .allMatch(change -> change.action().equals("create"));
        assertThat(applied().outputs().values()).containsEntry("size", "7").containsEntry("list", "[1,2]");
        assertThat(applied().outputs().withheld()).containsExactly("token");
        assertThat(run(terraform -> terraform.variable("size", "7")).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(applied().changes()).isEmpty();
    }

    @Test
    void aSecretVariableReachesTerraformAndNothingElse() throws IOException {
        Secret token = secrets.plant("token");
        configure(TWO + """
                resource "terraform_data" "user" {
                  input = sha256(var.token)
                  provisioner "local-exec" { command = "echo 'token ${nonsensitive(var.token)}'" }
                }
                """);
        Plan plan = open(
                builder -> builder.secret("the-token", token),
                terraform -> terraform.secretVariable("token", "the-token"));
        secrets.search("the plan", plan.markdown());
        try (Run run = plan.start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
            secrets.search("the report", Reports.json(run.report()));
        }

        assertThat(Files.readString(root.resolve("terraform.tfstate"))).contains("Pl4nt");
        Files.delete(root.resolve("terraform.tfstate"));
        secrets.search(folder);
    }

    @Test
    void aPlanThatDestroysTooMuchStopsTheRun() {
        run(terraform -> {});

        RunStatus status = run(terraform -> terraform.variable("size", "2"));
        assertThat(status.step("plan").failure())
                .hasValueSatisfying(failure -> assertThat(failure)
                        .contains("it would destroy 1 resources, and 0 are allowed: terraform_data.machine"));

        assertThat(run(terraform -> terraform.variable("size", "2").destroyAtMost(1))
                        .state())
                .isEqualTo(RunState.SUCCEEDED);
        assertThat(applied().changes())
                .anySatisfy(change -> assertThat(change.toString())
                        .isEqualTo("destroys terraform_data.machine and creates it anew (cannot update)"));
    }

    @Test
    void aFailureHalfwaySaysWhatWasDoneAndTheNextAttemptDoesTheRest() throws IOException {
        Files.createFile(root.resolve("broken"));
        try (Run run = open(builder -> {}, terraform -> {}).start()) {
            RunStatus status = run.await(LIMIT);
            assertThat(status.step("apply").state()).isEqualTo(StepState.FAILED);
            assertThat(status.step("apply").failure())
                    .hasValueSatisfying(failure -> assertThat(failure)
                            .contains("done before: terraform_data.disk")
                            .contains("local-exec provisioner error"));
            Files.delete(root.resolve("broken"));

            run.decide("apply", Decision.retry("bob", "it is mended"));

            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }
        assertThat(applied().outputs().values()).containsKey("size");
    }

    @Test
    void whatWasNotPlannedIsNotDoneByTheNextAttempt() throws IOException {
        Files.createFile(root.resolve("broken"));
        try (Run run = open(builder -> {}, terraform -> {}).start()) {
            run.await(LIMIT);
            Files.delete(root.resolve("broken"));
            configure(TWO + "resource \"terraform_data\" \"more\" {}\n");

            run.decide("apply", Decision.retry("bob", "it is mended"));

            assertThat(run.await(LIMIT).step("apply").failure())
                    .hasValueSatisfying(
                            failure -> assertThat(failure).contains("was not planned: creates terraform_data.more"));
        }
    }

    @Test
    void whatWasPlannedOtherwiseIsNotDoneByTheNextAttempt() throws IOException {
        Files.createFile(root.resolve("broken"));
        try (Run run = open(builder -> {}, terraform -> {}).start()) {
            run.await(LIMIT);
            Files.delete(root.resolve("broken"));
            configure(TWO.replace("triggers_replace = var.size", "triggers_replace = \"another\""));

            run.decide("apply", Decision.retry("bob", "it is mended"));

            assertThat(run.await(LIMIT).step("apply").failure())
                    .hasValueSatisfying(failure -> assertThat(failure)
                            .contains("was not planned", "terraform_data.machine")
                            .contains("otherwise than planned in [triggers_replace]"));
        }
    }

    @Test
    void aStaleOrForeignPlanIsNotApplied() throws Exception {
        Guard meddles = Told.guard(GuardKind.CONDITION, context -> {
            terraform("apply", "-auto-approve", "-target=terraform_data.disk");
            return GuardResult.passed("somebody was faster");
        });
        RunStatus stale = run(playbook(terraform -> {}, step -> step.guard(meddles)));
        assertThat(stale.step("apply").failure())
                .hasValueSatisfying(failure -> assertThat(failure).contains("somebody changed the state"));

        Guard forges = Told.guard(GuardKind.CONDITION, context -> {
            context.output("plan", TerraformPlanned.class).ifPresent(plan -> append(Path.of(plan.file())));
            return GuardResult.passed("somebody forged it");
        });
        RunStatus forged = run(playbook(terraform -> {}, step -> step.guard(forges)));
        assertThat(forged.step("apply").failure())
                .hasValueSatisfying(failure -> assertThat(failure).contains("is not the one that was made"));
    }

    @Test
    void aLockedStateSaysWhoHoldsIt() throws Exception {
        configure(TWO.replace("test ! -e broken", "touch locked; while test ! -e go; do sleep 0.05; done"));
        terraform("init");
        Process other = start("apply", "-auto-approve");
        try {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (!Files.exists(root.resolve("locked"))) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.onSpinWait();
            }

            RunStatus status = run(terraform -> {});

            assertThat(status.step("plan").failure())
                    .hasValueSatisfying(failure -> assertThat(failure)
                            .contains("the state is locked by ")
                            .contains("force-unlock"));
        } finally {
            Files.createFile(root.resolve("go"));
            assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatAKilledTerraformHadMadeIsNotMadeAgainWhereItsStateLacksIt() throws Exception {
        configure(SLOW);
        try (Run run = open(builder -> {}, terraform -> {}).start()) {
            killTerraformAtWork();
            Files.write(root.resolve("terraform.tfstate"), new byte[0]);
            RunStatus killed = run.await(LIMIT);
            assertThat(killed.step("apply").state()).isEqualTo(StepState.FAILED);

            for (int again = 0; again < 2; again++) {
                run.decide("apply", Decision.retry("bob", "the log says so"));

                assertThat(run.await(LIMIT).step("apply").failure())
                        .hasValueSatisfying(failure -> assertThat(failure)
                                .contains("has made before what is not in its state: terraform_data.disk")
                                .contains("restore the state or import them"));
            }
        }
    }

    @Test
    void aReplacementThatWasKilledHalfwayGoesOn() throws Exception {
        configure(SLOW);
        Files.createFile(root.resolve("go"));
        assertThat(run(terraform -> {}).state()).isEqualTo(RunState.SUCCEEDED);
        Files.delete(root.resolve("go"));
        Files.delete(root.resolve("at-work"));
        configure(SLOW.replace("\"1\"", "\"2\""));

        try (Run run =
                open(builder -> {}, terraform -> terraform.destroyAtMost(1)).start()) {
            killTerraformAtWork();
            assertThat(run.await(LIMIT).step("apply").state()).isEqualTo(StepState.FAILED);

            run.decide("apply", Decision.retry("bob", "it was killed"));

            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    @Test
    void aConfigurationThatIsWrongIsSaidByThePlan() throws IOException {
        configure("resource \"terraform_data\" \"a\" { colour = 1 }\n");

        Plan plan = open(builder -> {}, terraform -> {});

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
                .rehearse(playbook(terraform -> {}, step -> {}))
                .start()) {
            RunStatus status = run.await(LIMIT);
            assertThat(status.step("plan").state()).isEqualTo(StepState.SUCCEEDED);
            assertThat(status.step("apply").state()).isEqualTo(StepState.REHEARSED);
        }
        assertThat(root.resolve("terraform.tfstate")).doesNotExist();
    }

    private RunStatus run(Consumer<Terraform.Builder> more) {
        return run(playbook(more, step -> {}));
    }

    private RunStatus run(Playbook playbook) {
        try (Run run = host(builder -> {}).playbooks().plan(playbook).start()) {
            return run.await(LIMIT);
        }
    }

    private Plan open(Consumer<SignalDr.Builder> host, Consumer<Terraform.Builder> more) {
        return host(host).playbooks().plan(playbook(more, step -> {}));
    }

    private SignalDr host(Consumer<SignalDr.Builder> more) {
        return open(builder -> more.accept(builder.clock(Clock.systemUTC()).timeSource(TimeSource.system())));
    }

    private Playbook playbook(Consumer<Terraform.Builder> more, Consumer<Step.Builder> atApply) {
        Terraform terraform = Terraform.create(root, more);
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
                                .after("apply"))
                        .step(ProgramSteps.terraformOutputs("outputs", terraform)
                                .after("look")));
    }

    private TerraformApplied applied() {
        return Objects.requireNonNull(applied.get());
    }

    private void configure(String text) throws IOException {
        Files.writeString(root.resolve("main.tf"), text);
    }

    private void terraform(String... arguments) {
        try {
            assertThat(start(arguments).waitFor()).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Process start(String... arguments) throws IOException {
        String[] words = new String[arguments.length + 1];
        words[0] = "terraform";
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        return new ProcessBuilder(words)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("other.log").toFile())
                .start();
    }

    /** Terraform dies first, for it would note the end of its provisioner; then that may end. */
    private void killTerraformAtWork() throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!Files.exists(root.resolve("at-work"))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        try (Stream<Path> traces = Files.list(root.resolve(".signal-dr"))) {
            for (Path begun : traces.map(trace -> trace.resolve("begun"))
                    .filter(Files::exists)
                    .toList()) {
                String pid = Files.readString(begun).replaceAll(".*\"pid\":(-?\\d+).*", "$1");
                ProcessHandle.of(Long.parseLong(pid))
                        .filter(process -> process.info()
                                .command()
                                .filter(name -> name.endsWith("terraform"))
                                .isPresent())
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        Files.createFile(root.resolve("go"));
    }

    private static void append(Path file) {
        try {
            Files.write(file, List.of("more"), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isOnPath() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "terraform")));
    }
}
