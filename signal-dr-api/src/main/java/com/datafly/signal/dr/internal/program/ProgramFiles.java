package com.datafly.signal.dr.internal.program;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.playbook.Values;
import com.datafly.signal.dr.operation.OperationKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an attempt at a step left on this machine for those after it: plans, what programs printed, traces. No step can
 * use it once its run has ended, and it may hold secrets.
 *
 * @param step the step's id
 * @param key the key of its work
 * @param records the folder in which it lies
 */
public record ProgramFiles(String step, OperationKey key, Path records) {

    /** Returns what an attempt may have left; nothing if its action runs no program. */
    public static Optional<ProgramFiles> of(String step, OperationKey key, String action, Object input) {
        try {
            return records(action, input).map(records -> new ProgramFiles(step, key, Path.of(records)));
        } catch (DrException e) {
            // An action of the host's may have the same name, and takes another input.
            return Optional.empty();
        }
    }

    /** Tells whether an action runs programs. */
    public static boolean areLeftBy(String action) {
        return switch (action) {
            case RunProgram.NAME, PlanTerraform.NAME, ReadTerraform.NAME, ApplyTerraform.NAME -> true;
            default -> false;
        };
    }

    /** Returns the folder of the attempt's own work. */
    public Path folder() {
        return records.resolve(key.value());
    }

    /** Tells whether there is anything of it. */
    public boolean exist() {
        return traces().anyMatch(Trace::exists);
    }

    /**
     * Tells whether a program may still need it: one that runs, or was begun on another machine and not seen to end.
     */
    public boolean areInUse() {
        return traces().filter(Trace::exists).anyMatch(this::mayRun);
    }

    /** Removes what no program needs any more. */
    public void remove() {
        traces().filter(Trace::exists).filter(trace -> !mayRun(trace)).forEach(Trace::forget);
    }

    /** A trace that cannot be read is of no use to a program either. */
    private boolean mayRun(Trace trace) {
        try {
            return trace.mayRun(key.value());
        } catch (DrException unreadable) {
            return false;
        }
    }

    private Stream<Trace> traces() {
        Stream<OperationKey> aside = Stream.of(Calls.ASIDE, TerraformCalls.ASIDE)
                .flatMap(List::stream)
                .map(what -> OperationKey.derive(key.value(), what, 0, ""));
        return Stream.concat(Stream.of(key), aside).map(one -> Trace.of(records, one));
    }

    private static Optional<String> records(String action, Object input) {
        return switch (action) {
            case RunProgram.NAME ->
                Optional.of(Values.of(input, ProgramInput.class).records());
            case PlanTerraform.NAME, ReadTerraform.NAME ->
                Optional.of(Values.of(input, TerraformInput.class).records());
            case ApplyTerraform.NAME ->
                Optional.of(Values.of(input, TerraformInput.ToApply.class)
                        .terraform()
                        .records());
            default -> Optional.empty();
        };
    }
}
