package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.platform.PlatformAction;
import java.util.List;
import java.util.Set;

/**
 * What a step does. The built-in steps are made of it, and so are the host's own.
 *
 * <p>An action is part of a playbook's definition by its {@link #name()} and {@link #version()}, its input by its
 * content. Inputs and outputs are records of text, numbers, booleans, {@code Instant}, {@code Duration}, {@code Lsn},
 * {@code RecoveryTarget}, enums, and lists, maps and records of these: the journal keeps them. They hold no secret: ask
 * {@link StepContext#secret} instead; a known secret in an output is masked before it is kept.
 *
 * <p>The journal holds the intent durably before {@link #act} is called. After a crash in between, {@link #find} says
 * what became of the work, so that its effect happens once.
 *
 * <p>Implementations are thread-safe and remember nothing between calls.
 *
 * @param <I> the step's input
 * @param <O> the step's output
 * @since 0.1
 */
public interface StepAction<I, O> {

    /** Returns the action's name, stable across releases, as in {@code snapshot}. */
    String name();

    /** Returns a number that is raised when the action comes to mean something else. */
    int version();

    /** Returns the record that holds the input. */
    Class<I> inputType();

    /** Returns the record that holds the output. */
    Class<O> outputType();

    /**
     * Does the work under {@link StepContext#key()} and waits for its end. Called again with the same key it adopts
     * what the first call began.
     *
     * @throws DrException with an effect of {@code UNKNOWN}, or the code {@code INDETERMINATE}, if the outcome is not
     *     known: the run then asks {@link #find}, and stops for a person if that cannot tell either
     */
    O act(StepContext context, I input);

    /**
     * Looks what became of the work of {@link StepContext#key()}. Never asked of a {@link StepKind#PURE} step, which is
     * simply repeated.
     */
    default Sighting<O> find(StepContext context, I input) {
        return Sighting.unknown("the action " + name() + " cannot look for its work");
    }

    /**
     * Takes back what {@link #act} did. Called again it does no harm.
     *
     * @param context the context of the undo; its key differs from the action's
     */
    default void undo(StepContext context, I input, O output) {
        throw DrException.of(ErrorCode.UNSUPPORTED, "undo " + context.stepId(), name() + " has no undo");
    }

    /** Says what the step will change, a sentence each, with resolved names. Reads only. */
    default List<String> changes(StepContext context, I input) {
        return List.of();
    }

    /** Says what a person would type or do to reach the same by hand, a line each. Reads only. */
    default List<String> byHand(StepContext context, I input) {
        return List.of();
    }

    /**
     * Returns the ids of the steps whose output or copy {@link #act} asks the context for: they must come before this
     * one, which is checked when the playbook is defined.
     */
    default Set<String> uses(I input) {
        return Set.of();
    }

    /** Returns what the database must be able to do for this step. */
    default Set<Capability> requires(I input) {
        return Set.of();
    }

    /**
     * Returns what this step and its undo do at the platform: a plan asks beforehand whether that is allowed. The
     * ready-made actions are known without it. By default nothing.
     */
    default Set<PlatformAction> platformActions(I input) {
        return Set.of();
    }
}
