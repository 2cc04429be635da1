package com.datafly.signal.dr.drill;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.verify.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the results of a drill are worth at one moment. Immutable.
 *
 * <p>The newest result that passed or failed decides. One that proved nothing, or could not run, takes no earlier pass
 * away, and gives none; it is {@linkplain #newest() shown beside it}.
 *
 * @since 0.1
 */
public final class DrillStanding {

    /**
     * What a drill's results are worth. More may be added.
     *
     * @since 0.1
     */
    public enum State {
        /** It passed, and that still counts. */
        PASSED,
        /** It passed last, too long ago. */
        EXPIRED,
        /** It failed, and has not passed since. */
        FAILED,
        /** It ran, and never proved anything. */
        UNPROVEN,
        /** It was tried, and could never be carried out. */
        ERROR,
        /** It never ran to an end. */
        NEVER
    }

    private final ScheduledDrill drill;
    private final State state;
    private final @Nullable DrillResult decisive;
    private final @Nullable DrillResult newest;

    private DrillStanding(
            ScheduledDrill drill, State state, @Nullable DrillResult decisive, @Nullable DrillResult newest) {
        this.drill = drill;
        this.state = state;
        this.decisive = decisive;
        this.newest = newest;
    }

    /** Judges a drill by its results, oldest first, as of {@code now}. */
    public static DrillStanding of(ScheduledDrill drill, List<DrillResult> results, Instant now) {
        requireNonNull(drill, "drill");
        DrillResult newest = results.isEmpty() ? null : results.get(results.size() - 1);
        for (int i = results.size() - 1; i >= 0; i--) {
            DrillResult result = results.get(i);
            if (result.verdict() == Verdict.FAILED) {
                return new DrillStanding(drill, State.FAILED, result, newest);
            }
            if (result.verdict() == Verdict.PASSED) {
                State state = result.verdictAt(now) == Verdict.PASSED ? State.PASSED : State.EXPIRED;
                return new DrillStanding(drill, state, result, newest);
            }
        }
        if (newest == null) {
            return new DrillStanding(drill, State.NEVER, null, null);
        }
        State state = newest.verdict() == Verdict.ERROR ? State.ERROR : State.UNPROVEN;
        return new DrillStanding(drill, state, newest, newest);
    }

    /** Returns the drill. */
    public ScheduledDrill drill() {
        return drill;
    }

    /** Returns what its results are worth. */
    public State state() {
        return state;
    }

    /** Returns that as a verdict: what expired or never ran is {@link Verdict#UNPROVEN}. */
    public Verdict verdict() {
        return switch (state) {
            case PASSED -> Verdict.PASSED;
            case FAILED -> Verdict.FAILED;
            case ERROR -> Verdict.ERROR;
            case EXPIRED, UNPROVEN, NEVER -> Verdict.UNPROVEN;
        };
    }

    /** Returns the result that decides; empty if it never ran to an end. */
    public Optional<DrillResult> decisive() {
        return Optional.ofNullable(decisive);
    }

    /** Returns the newest result, which need not be the one that decides. */
    public Optional<DrillResult> newest() {
        return Optional.ofNullable(newest);
    }

    @Override
    public String toString() {
        return drill.name() + ": " + state;
    }
}
