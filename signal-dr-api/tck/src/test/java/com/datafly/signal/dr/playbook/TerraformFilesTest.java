package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.operation.TimeSource;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A saved plan holds every value in clear: it is private while a step may need it, and gone behind that. */
class TerraformFilesTest extends PlanFixture {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String ONE = """
            variable "token" { sensitive = true }
            resource "terraform_data" "user" {
              input = var.token
              provisioner "local-exec" { command = "test ! -e broken" }
            }
            """;

    private Secret token;
    private Path root;

    @BeforeEach
    void writeConfiguration() throws IOException {
        assumeThat(Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "terraform"))))
                .as("terraform is on the PATH")
                .isTrue();
        token = secrets.plant("token");
        root = Files.createDirectory(folder.resolve("terraform"));
        Files.writeString(root.resolve("main.tf"), ONE);
    }

    @Test
    void aPlanThatWaitsForItsApprovalIsReadByItsOwnerAlone() {
        try (Run run = host().playbooks().plan(playbook(true)).start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);

            assertThat(modes())
                    .containsValue("rw-------")
                    .allSatisfy((path, mode) -> assertThat(mode).as(path).isIn("rw-------", "rwx------"));
            assertThat(modes().keySet()).anyMatch(path -> path.endsWith("plan"));
        }
        assertThat(modes().keySet()).as("the run goes on elsewhere").anyMatch(path -> path.endsWith("plan"));
    }

    @Test
    void anAppliedPlanIsGone() {
        try (Run run = host().playbooks().plan(playbook(false)).start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }
        assertThat(modes()).isEmpty();
    }

    @Test
    void thePlanOfADrillIsGone() {
        try (Run run = host().playbooks().rehearse(playbook(false)).start()) {
            assertThat(run.await(LIMIT).step("apply").state()).isEqualTo(StepState.REHEARSED);
        }
        assertThat(modes()).isEmpty();
    }

    @Test
    void aPlanThatIsNotAllowedIsGoneAtOnce() throws IOException {
        run(playbook(false));
        Files.writeString(root.resolve("main.tf"), "variable \"token\" { sensitive = true }\n");

        try (Run run = host().playbooks().plan(playbook(false)).start()) {
            assertThat(run.await(LIMIT).step("plan").failure())
                    .hasValueSatisfying(failure -> assertThat(failure).contains("it would destroy"));
            assertThat(modes()).isEmpty();
        }
    }

    @Test
    void aPlanThatIsRefusedByAPersonIsGone() {
        try (Run run = host().playbooks().plan(playbook(true)).start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
            run.cancel(CancelPolicy.WAIT, "bob", "it is not what was meant");

            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.CANCELLED);
            assertThat(modes()).isEmpty();
        }
    }

    @Test
    void whatFailedAndIsAbandonedIsGoneWhoeverAbandonsIt() throws IOException {
        Files.createFile(root.resolve("broken"));
        SignalDr dies = host();
        Run run = dies.playbooks().plan(playbook(false)).start();
        assertThat(run.await(LIMIT).step("apply").state()).isEqualTo(StepState.FAILED);
        dies.close();
        assertThat(modes()).isNotEmpty();

        host().playbooks().run(run.id()).abandon("bob", "it is not needed any more");

        assertThat(modes()).isEmpty();
    }

    @Test
    void whatARunLeftThatEndedElsewhereGoesWithASweep() throws IOException {
        SignalDr dies = host();
        Run run = dies.playbooks().plan(playbook(true)).start();
        assertThat(run.await(LIMIT).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        dies.close();
        Path aside = folder.resolve("aside");
        Files.move(root.resolve(".signal-dr"), aside);
        SignalDr other = host();
        other.playbooks().run(run.id()).abandon("bob", "it is not needed any more");
        Files.move(aside, root.resolve(".signal-dr"));

        assertThat(other.playbooks().leftovers())
                .singleElement()
                .satisfies(left -> assertThat(left.toString()).contains("op-", run.id(), "DUE"));
        assertThat(other.playbooks().sweep())
                .singleElement()
                .satisfies(swept -> assertThat(swept.removed()).isTrue());

        assertThat(modes()).isEmpty();
        assertThat(other.playbooks().sweep()).isEmpty();
    }

    @Test
    void aSweepTouchesNoRunThatMayGoOn() {
        SignalDr first = host();
        Run run = first.playbooks().plan(playbook(true)).start();
        assertThat(run.await(LIMIT).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        Map<String, String> before = modes();
        first.close();

        assertThat(host().playbooks().sweep()).isEmpty();
        assertThat(modes()).isEqualTo(before);

        Playbook playbook = playbook(true);
        try (Run resumed = host().playbooks().resume(run.id(), playbook)) {
            resumed.approve("apply", "bob", resumed.status().planHash());
            assertThat(resumed.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    private void run(Playbook playbook) {
        try (Run run = host().playbooks().plan(playbook).start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    private SignalDr host() {
        return open(builder ->
                builder.clock(Clock.systemUTC()).timeSource(TimeSource.system()).secret("the-token", token));
    }

    private Playbook playbook(boolean gated) {
        Terraform terraform = Terraform.create(root, more -> more.secretVariable("token", "the-token"));
        return Playbook.define(
                "provision",
                p -> p.step(ProgramSteps.terraformPlan("plan", terraform))
                        .step(ProgramSteps.terraformApply("apply", "plan", terraform)
                                .with(step -> {
                                    if (gated) {
                                        step.approval(ApprovalGate.of(gate -> gate.from("bob")));
                                    }
                                })));
    }

    /** Returns the permissions of all that lies in the folder of records, by path. */
    private Map<String, String> modes() {
        Map<String, String> modes = new TreeMap<>();
        Path records = root.resolve(".signal-dr");
        if (!Files.exists(records)) {
            return modes;
        }
        try (Stream<Path> files = Files.walk(records)) {
            for (Path file : files.filter(file -> !file.equals(records)).toList()) {
                modes.put(
                        records.relativize(file).toString(),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return modes;
    }
}
