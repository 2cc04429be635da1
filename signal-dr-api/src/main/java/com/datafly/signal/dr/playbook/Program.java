package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.program.ProgramInput;
import com.datafly.signal.dr.internal.program.ProgramPlace;
import com.datafly.signal.dr.internal.program.Repetition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A program of the operating system as a step runs it: a list of arguments, which no shell ever sees, in a directory
 * and with an environment that are said here. Immutable.
 *
 * <p>Its arguments are part of the playbook's definition, and so of journals and reports: a secret goes by
 * {@link Builder#secret} or {@link Builder#secretFile}.
 *
 * @since 0.1
 */
public final class Program {

    private static final String DEFINE = "define a program";
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final ProgramInput input;
    private final StepKind kind;

    private Program(ProgramInput input, StepKind kind) {
        this.input = input;
        this.kind = kind;
    }

    /**
     * Describes a program. Defaults: an environment without anything but {@code SIGNAL_DR_KEY}, the key of the step's
     * work; at most 30 minutes, and 10 seconds to end in order behind that; 0 says that it has done its work. Once it
     * was begun and nobody saw how it ended, it is not run again unless a person decides so.
     *
     * @param directory where it runs
     * @param command the program, by a whole path or a name that is looked up in this process's {@code PATH}, and its
     *     arguments
     * @throws DrException with {@code INVALID_ARGUMENT} if something of it is wrong
     */
    public static Program create(Path directory, List<String> command, Consumer<Builder> more) {
        Builder builder = new Builder(directory.toAbsolutePath().normalize(), requireCommand(command));
        more.accept(builder);
        return new Program(builder.input(), builder.kind());
    }

    /** Returns the program and its arguments. */
    public List<String> command() {
        return input.command();
    }

    @Override
    public String toString() {
        return String.valueOf(Path.of(input.command().get(0)).getFileName());
    }

    ProgramInput input() {
        return input;
    }

    StepKind kind() {
        return kind;
    }

    private static List<String> requireCommand(List<String> command) {
        if (command.isEmpty()
                || command.get(0).isBlank()
                || command.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            throw invalid(
                    "the list of arguments is empty, or has a null character",
                    "Begin with the program, as in List.of(\"aws\", \"sts\", \"get-caller-identity\").");
        }
        return List.copyOf(command);
    }

    static DrException invalid(String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, DEFINE, problem, failure -> failure.hint(hint));
    }

    static Duration requirePositive(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw invalid("the " + what + " is " + duration, "Give a positive duration.");
        }
        return duration;
    }

    static String requireVariable(String variable) {
        if (!VARIABLE.matcher(variable).matches()) {
            throw invalid(
                    "the variable is '" + variable + "'",
                    "Use letters, digits and underscores, with no digit at the beginning.");
        }
        return variable;
    }

    /**
     * Collects a program's settings. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final Path directory;
        private final List<String> command;
        private final Map<String, String> variables = new LinkedHashMap<>();
        private final Map<String, String> secrets = new LinkedHashMap<>();
        private final Map<String, String> secretFiles = new LinkedHashMap<>();
        private final Set<String> inherited = new LinkedHashSet<>();
        private Path records;
        private Duration timeout = Duration.ofMinutes(30);
        private Duration grace = Duration.ofSeconds(10);
        private Repetition repetition = Repetition.ONCE;
        private List<String> lookup = List.of();
        private List<String> undo = List.of();
        private Set<Integer> success = Set.of(0);
        private Set<Integer> unchanged = Set.of();
        private @Nullable StepKind kind;

        private Builder(Path directory, List<String> command) {
            this.directory = directory;
            this.command = command;
            this.records = directory.resolve(".signal-dr");
        }

        /** Sets a variable of its environment. */
        public Builder variable(String name, String value) {
            variables.put(requireVariable(name), requireNonNull(value, "value"));
            return this;
        }

        /**
         * Hands variables of this process's own environment on, where they are set, as {@code PATH} and {@code HOME}.
         */
        public Builder inherit(String... names) {
            Arrays.stream(names).map(Program::requireVariable).forEach(inherited::add);
            return this;
        }

        /** Puts one of the host's secrets, by its name, into a variable. */
        public Builder secret(String variable, String secret) {
            secrets.put(requireVariable(variable), requireNonNull(secret, "secret"));
            return this;
        }

        /**
         * Writes one of the host's secrets, by its name, to a file that only this user reads and that is removed behind
         * the program's end, and puts the file's path into a variable.
         */
        public Builder secretFile(String variable, String secret) {
            secretFiles.put(requireVariable(variable), requireNonNull(secret, "secret"));
            return this;
        }

        /** Sets how long it may run; behind that it is stopped, and all that it began. */
        public Builder timeout(Duration timeout) {
            this.timeout = requirePositive("timeout", timeout);
            return this;
        }

        /** Sets how long it may take to end in order once it is asked to; what still runs behind that is killed. */
        public Builder grace(Duration grace) {
            this.grace = requirePositive("grace", grace);
            return this;
        }

        /**
         * Says that it may be run again: that it comes to the same end where it was cut off, has done its work already,
         * or goes on elsewhere.
         */
        public Builder repeatable() {
            repetition = Repetition.REPEATABLE;
            return this;
        }

        /**
         * Names a program that says, where nobody saw the end, whether the work of the key in {@code SIGNAL_DR_KEY} is
         * done: it ends with 0 if it is, with 1 if it is not and may be begun, and with anything else if it cannot
         * tell.
         */
        public Builder lookup(String... command) {
            lookup = requireCommand(List.of(command));
            repetition = Repetition.LOOKED_UP;
            return this;
        }

        /** Names a program that takes the work back; it may be run again. The step is then reversible. */
        public Builder undo(String... command) {
            undo = requireCommand(List.of(command));
            return this;
        }

        /** Says that it changes nothing: it is simply repeated, and drills run it too. */
        public Builder changesNothing() {
            kind = StepKind.PURE;
            return this;
        }

        /** Sets the numbers that say that it has done its work. */
        public Builder success(int... codes) {
            success = codes(codes);
            return this;
        }

        /** Sets the numbers that say that it has failed before it changed anything. */
        public Builder unchanged(int... codes) {
            unchanged = codes(codes);
            return this;
        }

        /**
         * Sets where it leaves its traces, by which another runner on this machine finds it; by default the folder
         * {@code .signal-dr} of its directory.
         */
        public Builder records(Path folder) {
            records = folder.toAbsolutePath().normalize();
            return this;
        }

        private StepKind kind() {
            return Optional.ofNullable(kind).orElse(undo.isEmpty() ? StepKind.POINT_OF_NO_RETURN : StepKind.REVERSIBLE);
        }

        private ProgramInput input() {
            if (kind == StepKind.PURE && !undo.isEmpty()) {
                throw invalid("it changes nothing, and has an undo", "Leave one of them out.");
            }
            if (success.stream().anyMatch(unchanged::contains)) {
                throw invalid(
                        "a number says both that it has done its work and that it has not", "Give it one meaning.");
            }
            ProgramPlace place = new ProgramPlace(
                    directory.toString(),
                    Set.copyOf(inherited),
                    Map.copyOf(variables),
                    Map.copyOf(secrets),
                    Map.copyOf(secretFiles));
            return new ProgramInput(
                    command,
                    lookup,
                    undo,
                    place,
                    records.toString(),
                    timeout,
                    grace,
                    repetition,
                    new ProgramInput.Exits(success, unchanged));
        }

        private static Set<Integer> codes(int... codes) {
            return Arrays.stream(codes).boxed().collect(Collectors.toUnmodifiableSet());
        }
    }
}
