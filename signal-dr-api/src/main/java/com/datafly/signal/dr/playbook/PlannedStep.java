package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.operation.OperationKey;
import java.util.List;

/**
 * One step of a plan, with the names it would work on now. Immutable.
 *
 * @since 0.1
 */
public final class PlannedStep {

    private final Step step;
    private final OperationKey key;
    private final boolean performed;
    private final List<String> changes;
    private final List<String> byHand;
    private final Prediction prediction;

    private PlannedStep(
            Step step, OperationKey key, boolean performed, Description description, Prediction prediction) {
        this.step = requireNonNull(step, "step");
        this.key = requireNonNull(key, "key");
        this.performed = performed;
        this.changes = description.changes();
        this.byHand = description.byHand();
        this.prediction = requireNonNull(prediction, "prediction");
    }

    /**
     * What a step says of itself.
     *
     * @param changes what it will change, a sentence each
     * @param byHand what a person would do instead, a line each
     * @since 0.1
     */
    public record Description(List<String> changes, List<String> byHand) {
        /** Takes copies. */
        public Description {
            changes = List.copyOf(changes);
            byHand = List.copyOf(byHand);
        }
    }

    /**
     * Plans a step.
     *
     * @param key the name of its work at the provider
     * @param performed whether its action is done, and not merely rehearsed
     */
    public static PlannedStep of(
            Step step, OperationKey key, boolean performed, Description description, Prediction prediction) {
        return new PlannedStep(step, key, performed, description, prediction);
    }

    /** Returns the step's id. */
    public String id() {
        return step.id();
    }

    /** Returns the step as the playbook defines it. */
    public Step step() {
        return step;
    }

    /** Returns the name that its first attempt's work will have at the provider. */
    public OperationKey key() {
        return key;
    }

    /** Tells whether its action is done; in a drill that of a {@link StepScope#SOURCE} step is not. */
    public boolean performed() {
        return performed;
    }

    /** Tells whether nothing behind it can be taken back. */
    public boolean isIrreversible() {
        return performed && step.kind() == StepKind.POINT_OF_NO_RETURN;
    }

    /** Returns what it will change, a sentence each. */
    public List<String> changes() {
        return changes;
    }

    /** Returns what a person would type or do to reach the same, a line each. */
    public List<String> byHand() {
        return byHand;
    }

    /** Returns how long it is likely to take. */
    public Prediction prediction() {
        return prediction;
    }

    @Override
    public String toString() {
        return step + ", " + prediction;
    }
}
