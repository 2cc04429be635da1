package com.datafly.signal.dr.internal.program;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.program.Trace.Ended;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.playbook.StepContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The programs of one step, for one attempt of it. */
final class Calls {

    /** What the calls on the side are called. */
    static final List<String> ASIDE = List.of("lookup");

    private final StepContext context;
    private final ProgramInput input;

    Calls(StepContext context, ProgramInput input) {
        this.context = context;
        this.input = input;
    }

    /** Returns the trace of the step's work. */
    Trace trace() {
        return Trace.of(Path.of(input.records()), context.key());
    }

    /** Runs the program. */
    Ended run() {
        return run(input.command(), trace(), Map.of(Orphans.KEY, context.key().value()));
    }

    /** Runs the program that takes the work back. */
    Ended undo() {
        return run(input.undo(), trace(), Map.of(Orphans.KEY, context.key().value()));
    }

    /**
     * Asks the program that says whether the work is done.
     *
     * @throws DrException if it does not say
     */
    boolean isDone() {
        OperationKey key = OperationKey.derive(context.key().value(), ASIDE.get(0), 0, "");
        Trace trace = Trace.of(Path.of(input.records()), key);
        Ended ended =
                run(input.lookup(), trace, Map.of(Orphans.KEY, context.key().value()));
        trace.forget();
        if (ended.stopped().isEmpty() && ended.exitCode() <= 1) {
            return ended.exitCode() == 0;
        }
        throw DrException.create(
                ErrorCode.UNKNOWN,
                operation(),
                "the program that says whether the work is done did not say it: " + reason(ended),
                failure -> failure.hint("Let it end with 0 if the work is done, and with 1 if it is not."));
    }

    /**
     * Waits for the end of a program that an earlier runner began.
     *
     * @return why it was stopped, if it was
     */
    Optional<String> adopt(ProcessHandle process) {
        Lines lines = new Lines(surroundings(Map.of()).mask(), Launch.telling(context.progress(), program()));
        OutputFile output = new OutputFile(trace().output(), lines);
        Optional<String> stopped = new Watch(operation(), process, output).untilEnd(limits());
        withdrawSecrets();
        return stopped;
    }

    /** Removes or masks the secrets of a program that ended while nobody looked. */
    void withdrawSecrets() {
        trace().withdrawSecrets(surroundings(Map.of()).mask());
    }

    /** Returns that it did not end well. */
    DrException failure(Ended ended) {
        boolean unchanged = ended.stopped().isEmpty() && isIn(input.exits().unchanged(), ended);
        ErrorCode code = Thread.currentThread().isInterrupted() ? ErrorCode.CANCELLED : code(ended);
        return DrException.create(
                code,
                operation(),
                reason(ended),
                failure -> failure.effect(unchanged ? Effect.NONE : Effect.UNKNOWN)
                        .key(context.key())
                        .detail("exit code", ended.exitCode())
                        .detail("output", String.join("\n", ended.lines()))
                        .hint("Read what it printed; what it did until then, " + program() + " alone knows."));
    }

    /** Tells whether it ended well. */
    boolean isWell(Ended ended) {
        return ended.stopped().isEmpty() && isIn(input.exits().success(), ended);
    }

    /** Returns the program's name, without its folder. */
    String program() {
        return String.valueOf(Path.of(input.command().get(0)).getFileName());
    }

    String operation() {
        return context.stepId() + ", run " + program();
    }

    private Ended run(List<String> command, Trace trace, Map<String, String> more) {
        Surroundings surroundings = surroundings(more);
        Lines lines = new Lines(surroundings.mask(), Launch.telling(context.progress(), program()));
        Launch launch = new Launch(operation(), surroundings, limits(), trace, lines);
        return launch.run(
                command,
                Optional.empty(),
                process -> context.observed(program() + ", process " + process.pid() + " of " + trace.folder()));
    }

    private Surroundings surroundings(Map<String, String> more) {
        return Surroundings.of(context, input.surroundings(), more);
    }

    private Limits limits() {
        Duration left = context.remaining();
        return left.compareTo(input.timeout()) < 0 ? new Limits(left, input.grace()) : input.limits();
    }

    private static ErrorCode code(Ended ended) {
        return ended.stopped().isPresent() ? ErrorCode.DEADLINE_EXCEEDED : ErrorCode.UNKNOWN;
    }

    private static boolean isIn(Set<Integer> codes, Ended ended) {
        return codes.contains(ended.exitCode());
    }

    private static String reason(Ended ended) {
        List<String> said =
                ended.lines().stream().filter(line -> !line.isBlank()).toList();
        return ended.stopped().orElse("it ended with " + ended.exitCode())
                + (said.isEmpty() ? " and printed nothing" : ": " + said.get(said.size() - 1));
    }
}
