package com.datafly.signal.dr.internal.program;

import com.datafly.signal.dr.internal.playbook.guard.Question;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.GuardKind;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.StepContext;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Whether a program could be begun on this machine: looked at before anything else is done. */
public final class Readiness {

    private Readiness() {}

    /** Returns the guard that asks for what a step needs. */
    public static Guard of(ProgramInput input) {
        return of(List.of(input.command(), input.lookup(), input.undo()), input.surroundings());
    }

    /** Returns the guard that asks for what a configuration of Terraform needs. */
    public static Guard of(TerraformInput input) {
        Map<String, String> secrets = new LinkedHashMap<>(input.place().secrets());
        input.secretVariables().forEach((variable, name) -> secrets.put("TF_VAR_" + variable, name));
        ProgramPlace place = input.place();
        return of(
                List.of(input.command()),
                new ProgramPlace(place.directory(), place.inherited(), place.variables(), secrets, Map.of()));
    }

    /** Returns the guard that asks for the programs, their directory and their secrets. */
    static Guard of(List<List<String>> commands, ProgramPlace surroundings) {
        Set<String> programs = new LinkedHashSet<>();
        commands.stream().filter(command -> !command.isEmpty()).forEach(command -> programs.add(command.get(0)));
        return new Question(
                "programs there",
                GuardKind.CONDITION,
                Map.of("programs", String.join(", ", programs), "directory", surroundings.directory()),
                context -> check(context, programs, surroundings));
    }

    private static GuardResult check(StepContext context, Set<String> programs, ProgramPlace surroundings) {
        Path directory = Path.of(surroundings.directory());
        if (!Files.isDirectory(directory)) {
            return GuardResult.failed("there is no directory " + directory + " on this machine");
        }
        for (String program : programs) {
            if (find(program, directory).isEmpty()) {
                return GuardResult.failed("there is no program '" + program
                        + "' on this machine: install it, add its folder to PATH, or give its whole path");
            }
        }
        surroundings.secrets().values().forEach(name -> context.secret(name).close());
        surroundings.secretFiles().values().forEach(name -> context.secret(name).close());
        return GuardResult.passed("found " + String.join(", ", programs));
    }

    private static Optional<Path> find(String program, Path directory) {
        if (program.contains(File.separator)) {
            return Optional.of(directory.resolve(program)).filter(Readiness::isProgram);
        }
        return Arrays.stream(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder).resolve(program))
                .filter(Readiness::isProgram)
                .findFirst();
    }

    private static boolean isProgram(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }
}
