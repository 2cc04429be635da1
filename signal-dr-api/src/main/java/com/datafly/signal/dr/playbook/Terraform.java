package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.program.ProgramPlace;
import com.datafly.signal.dr.internal.program.TerraformInput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A configuration of Terraform, as steps plan it and carry it out. Immutable.
 *
 * @since 0.1
 */
public final class Terraform {

    private static final String DEFINE = "define a configuration of Terraform";

    private final TerraformInput input;

    private Terraform(TerraformInput input) {
        this.input = input;
    }

    /**
     * Describes a configuration. Defaults: the program {@code terraform}, with {@code PATH} and {@code HOME} of this
     * process alone; nothing may be destroyed or replaced; a lock is not waited for; a call takes at most an hour, and
     * two minutes to end in order behind that, for a Terraform that is killed leaves its state locked, or worse.
     *
     * @param directory the root module's
     * @throws DrException with {@code INVALID_ARGUMENT} if something of it is wrong
     */
    public static Terraform create(Path directory, Consumer<Builder> more) {
        Builder builder = new Builder(directory.toAbsolutePath().normalize());
        more.accept(builder);
        return new Terraform(builder.input());
    }

    @Override
    public String toString() {
        return "Terraform in " + input.place().directory();
    }

    TerraformInput input() {
        return input;
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, DEFINE, problem, failure -> failure.hint(hint));
    }

    /**
     * Collects the settings of a configuration. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final Path directory;
        private final Map<String, String> variables = new LinkedHashMap<>();
        private final Map<String, String> secretVariables = new LinkedHashMap<>();
        private final List<String> variableFiles = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private final Map<String, String> secretEnvironment = new LinkedHashMap<>();
        private final Set<String> inherited = new LinkedHashSet<>(Set.of("PATH", "HOME"));
        private List<String> command = List.of("terraform");
        private Path records;
        private int mostDestroyed;
        private Duration lockWait = Duration.ZERO;
        private Duration timeout = Duration.ofHours(1);
        private Duration grace = Duration.ofMinutes(2);

        private Builder(Path directory) {
            this.directory = directory;
            this.records = directory.resolve(".signal-dr");
        }

        /** Sets the program, and what stands before its own arguments: a whole path, or what is like Terraform. */
        public Builder command(String... words) {
            if (words.length == 0 || words[0].isBlank()) {
                throw invalid("the program is not named", "Name it, as in command(\"/usr/local/bin/terraform\").");
            }
            command = List.of(words);
            return this;
        }

        /** Sets a variable of the configuration to a text; it is stronger than any file. */
        public Builder variable(String name, String value) {
            variables.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }

        /** Sets a variable to one of the host's secrets, by its name. */
        public Builder secretVariable(String name, String secret) {
            secretVariables.put(requireNonNull(name, "name"), requireNonNull(secret, "secret"));
            return this;
        }

        /** Adds a file with values of variables, relative to the directory. */
        public Builder variableFile(String file) {
            variableFiles.add(requireNonNull(file, "file"));
            return this;
        }

        /** Selects a workspace, which must be there. */
        public Builder workspace(String name) {
            return environment("TF_WORKSPACE", name);
        }

        /** Sets a variable of the program's environment. */
        public Builder environment(String name, String value) {
            environment.put(Program.requireVariable(name), requireNonNull(value, "value"));
            return this;
        }

        /** Puts one of the host's secrets, by its name, into a variable of the environment, as a cloud's key. */
        public Builder secret(String variable, String secret) {
            secretEnvironment.put(Program.requireVariable(variable), requireNonNull(secret, "secret"));
            return this;
        }

        /** Hands further variables of this process's own environment on, where they are set. */
        public Builder inherit(String... names) {
            for (String name : names) {
                inherited.add(Program.requireVariable(name));
            }
            return this;
        }

        /** Sets how many resources a plan may destroy or replace; a plan with more fails. */
        public Builder destroyAtMost(int resources) {
            if (resources < 0) {
                throw invalid("the limit is " + resources, "Use zero or more.");
            }
            mostDestroyed = resources;
            return this;
        }

        /** Sets how long to wait for the state's lock. */
        public Builder waitForLock(Duration wait) {
            lockWait = Program.requirePositive("wait", wait);
            return this;
        }

        /** Sets how long one call of Terraform may take; behind that it is asked to end. */
        public Builder timeout(Duration timeout) {
            this.timeout = Program.requirePositive("timeout", timeout);
            return this;
        }

        /** Sets how long Terraform may take to end in order once it is asked to; behind that it is killed. */
        public Builder grace(Duration grace) {
            this.grace = Program.requirePositive("grace", grace);
            return this;
        }

        /** Sets where plans are saved and traces left; by default the folder {@code .signal-dr} of the directory. */
        public Builder records(Path folder) {
            records = folder.toAbsolutePath().normalize();
            return this;
        }

        private TerraformInput input() {
            for (String name : secretVariables.keySet()) {
                if (variables.containsKey(name)) {
                    throw invalid("the variable " + name + " is set to a text and to a secret", "Set it once.");
                }
            }
            ProgramPlace place = new ProgramPlace(
                    directory.toString(),
                    Set.copyOf(inherited),
                    Map.copyOf(environment),
                    Map.copyOf(secretEnvironment),
                    Map.of());
            return new TerraformInput(
                    command,
                    place,
                    records.toString(),
                    Map.copyOf(variables),
                    Map.copyOf(secretVariables),
                    List.copyOf(variableFiles),
                    new TerraformInput.Rules(mostDestroyed, lockWait, timeout, grace));
        }
    }
}
