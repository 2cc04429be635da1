package com.datafly.signal.dr.report;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.playbook.Prediction;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.StepState;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A step of a run: what was planned and what became of it. Immutable.
 *
 * @since 0.1
 */
public final class ReportStep {

    private final String id;
    private final String title;
    private final String action;
    private final StepKind kind;
    private final StepState state;
    private final List<String> after;
    private final List<String> changes;
    private final Prediction prediction;
    private final @Nullable Duration duration;
    private final int attempts;
    private final String failure;

    private ReportStep(Builder builder) {
        this.id = builder.id;
        this.title = builder.title;
        this.action = builder.action;
        this.kind = builder.kind;
        this.state = builder.state;
        this.after = builder.after;
        this.changes = builder.changes;
        this.prediction = builder.prediction;
        this.duration = builder.duration;
        this.attempts = builder.attempts;
        this.failure = builder.failure;
    }

    /** Describes a step. Defaults: a reversible step without history that has not begun. */
    public static ReportStep create(String id, Consumer<Builder> more) {
        Builder builder = new Builder(id);
        more.accept(builder);
        return new ReportStep(builder);
    }

    /** Returns the step's id. */
    public String id() {
        return id;
    }

    /** Returns what the step is for; its id where nobody said. */
    public String title() {
        return title;
    }

    /** Returns the action's name, or an empty text. */
    public String action() {
        return action;
    }

    /** Returns what it leaves behind. */
    public StepKind kind() {
        return kind;
    }

    /** Returns where it stands. */
    public StepState state() {
        return state;
    }

    /** Returns the ids of the steps that it waits for. */
    public List<String> after() {
        return after;
    }

    /** Returns what it was to change, by the plan. */
    public List<String> changes() {
        return changes;
    }

    /** Returns how long it was predicted to take. */
    public Prediction prediction() {
        return prediction;
    }

    /** Returns how long its last attempt took; empty if it was not begun, or has not ended. */
    public Optional<Duration> duration() {
        return Optional.ofNullable(duration);
    }

    /** Tells whether it took longer than nine of ten earlier runs; false without history. */
    public boolean isSlow() {
        return duration != null
                && prediction
                        .p90()
                        .filter(usual -> duration.compareTo(usual) > 0)
                        .isPresent();
    }

    /** Returns how often it was begun. */
    public int attempts() {
        return attempts;
    }

    /** Returns what went wrong last, or an empty text. */
    public String failure() {
        return failure;
    }

    /**
     * Collects what is known of a step. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final String id;
        private String title;
        private String action = "";
        private StepKind kind = StepKind.REVERSIBLE;
        private StepState state = StepState.PENDING;
        private List<String> after = List.of();
        private List<String> changes = List.of();
        private Prediction prediction = Prediction.none();
        private @Nullable Duration duration;
        private int attempts;
        private String failure = "";

        private Builder(String id) {
            this.id = requireNonNull(id, "id");
            this.title = id;
        }

        /** Sets what the step is for. */
        public Builder title(String title) {
            this.title = requireNonNull(title, "title");
            return this;
        }

        /** Sets the action's name, and what the step leaves behind. */
        public Builder action(String action, StepKind kind) {
            this.action = requireNonNull(action, "action");
            this.kind = requireNonNull(kind, "kind");
            return this;
        }

        /** Sets where it stands. */
        public Builder state(StepState state) {
            this.state = requireNonNull(state, "state");
            return this;
        }

        /** Sets the steps that it waits for. */
        public Builder after(Collection<String> after) {
            this.after = List.copyOf(after);
            return this;
        }

        /** Sets what it was to change, a sentence each. */
        public Builder changes(List<String> changes) {
            this.changes = List.copyOf(changes);
            return this;
        }

        /** Sets how long it was predicted to take. */
        public Builder prediction(Prediction prediction) {
            this.prediction = requireNonNull(prediction, "prediction");
            return this;
        }

        /** Sets how long its last attempt took. */
        public Builder duration(Duration duration) {
            this.duration = requireNonNull(duration, "duration");
            return this;
        }

        /** Sets how often it was begun. */
        public Builder attempts(int attempts) {
            this.attempts = attempts;
            return this;
        }

        /** Sets what went wrong last. */
        public Builder failure(String failure) {
            this.failure = requireNonNull(failure, "failure");
            return this;
        }
    }
}
