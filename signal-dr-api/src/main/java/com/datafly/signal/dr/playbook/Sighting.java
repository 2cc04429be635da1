package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a step's work whose outcome the journal does not hold: the runner died, or an answer was lost.
 *
 * @param <O> the step's output
 * @since 0.1
 */
public final class Sighting<O> {

    /**
     * Where the work stands.
     *
     * @since 0.1
     */
    public enum State {
        /** It was never begun: it may be begun under the same key. */
        NOT_STARTED,
        /** It goes on: acting again under the same key adopts it. */
        RUNNING,
        /** It is done. */
        DONE,
        /** It ended without its result. */
        FAILED,
        /** Nobody can tell: a person decides. */
        UNKNOWN
    }

    private final State state;
    private final @Nullable O output;
    private final @Nullable DrException failure;
    private final String evidence;

    private Sighting(State state, @Nullable O output, @Nullable DrException failure, String evidence) {
        this.state = state;
        this.output = output;
        this.failure = failure;
        this.evidence = requireNonNull(evidence, "evidence");
    }

    /** The work was never begun; {@code evidence} says how that is known. */
    public static <O> Sighting<O> notStarted(String evidence) {
        return new Sighting<>(State.NOT_STARTED, null, null, evidence);
    }

    /** The work goes on, and acting again under the same key adopts it. */
    public static <O> Sighting<O> running(String evidence) {
        return new Sighting<>(State.RUNNING, null, null, evidence);
    }

    /** The work is done. */
    public static <O> Sighting<O> done(O output, String evidence) {
        return new Sighting<>(State.DONE, requireNonNull(output, "output"), null, evidence);
    }

    /** The work ended without its result. */
    public static <O> Sighting<O> failed(DrException failure) {
        return new Sighting<>(State.FAILED, null, failure, String.valueOf(failure.getMessage()));
    }

    /** Nobody can tell; {@code evidence} says what was seen and where a person can look. */
    public static <O> Sighting<O> unknown(String evidence) {
        return new Sighting<>(State.UNKNOWN, null, null, evidence);
    }

    /** Returns where the work stands. */
    public State state() {
        return state;
    }

    /** Returns the step's output, if the work is done. */
    public Optional<O> output() {
        return Optional.ofNullable(output);
    }

    /** Returns why the work failed, if it did. */
    public Optional<DrException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Returns what was seen. */
    public String evidence() {
        return evidence;
    }

    @Override
    public String toString() {
        return state + ": " + evidence;
    }
}
