package com.datafly.signal.dr.k8s.helm;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.playbook.Program;
import com.datafly.signal.dr.playbook.ProgramSteps;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.Terraform;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The steps that make a cluster: programs that leave one line in a file each time, by which it is known to be there.
 */
enum Provisioned {
    /** By Terraform itself. */
    BY_TERRAFORM {
        @Override
        List<Step> steps(Path folder) {
            Terraform cluster = Terraform.create(folder, terraform -> {});
            return List.of(
                    ProgramSteps.terraformPlan("plan", cluster), ProgramSteps.terraformApply("apply", "plan", cluster));
        }
    },
    /** By a program of ours, which can be asked whether it has done its work. */
    BY_A_PROGRAM {
        @Override
        List<Step> steps(Path folder) {
            Program program = Program.create(
                    folder,
                    List.of("/bin/sh", "-c", "echo \"$SIGNAL_DR_KEY\" >> " + MADE),
                    more -> more.inherit("PATH")
                            .lookup("/bin/sh", "-c", "grep -q \"^$SIGNAL_DR_KEY$\" " + MADE + " 2>&1 || exit 1"));
            return List.of(ProgramSteps.run("make", program));
        }
    };

    private static final String MADE = "made";

    /** Returns the steps that make it in a folder, which has Terraform's configuration too. */
    abstract List<Step> steps(Path folder);

    /** Returns what is at hand. */
    static Provisioned asFarAsThere() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "terraform")))
                ? BY_TERRAFORM
                : BY_A_PROGRAM;
    }

    /** Writes what the programs read. */
    static Path prepare(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("main.tf"), """
                resource "terraform_data" "cluster" {
                  provisioner "local-exec" { command = "echo made >> made" }
                }
                """);
        return folder;
    }

    /** Returns how often a cluster was made. */
    static int times(Path folder) {
        try {
            Path made = folder.resolve(MADE);
            return Files.exists(made) ? Files.readAllLines(made).size() : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the step that lets the cluster answer, once it was made. */
    static Step comesUp(String id, Path folder, Runnable answers) {
        return Step.of(id, new ComesUp(folder, answers), new ComesUp.Input(id), step -> step.kind(StepKind.PURE));
    }

    private record ComesUp(Path folder, Runnable answers) implements StepAction<ComesUp.Input, ComesUp.Input> {

        record Input(String text) {}

        @Override
        public String name() {
            return "cluster-comes-up";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Class<Input> inputType() {
            return Input.class;
        }

        @Override
        public Class<Input> outputType() {
            return Input.class;
        }

        @Override
        public Input act(StepContext context, Input input) {
            if (times(folder) == 0) {
                throw DrException.of(ErrorCode.FAILED_PRECONDITION, "ask for the cluster", "nobody has made it");
            }
            answers.run();
            return input;
        }
    }
}
