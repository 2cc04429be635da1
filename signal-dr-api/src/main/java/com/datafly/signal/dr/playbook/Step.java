package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One node of a playbook: what is done, after what, under which conditions. {@link Steps} has those that the portable
 * API can do; {@link #of} makes one of an action of the host's own.
 *
 * @since 0.1
 */
public final class Step {

    private final String id;
    private final String title;
    private final StepKind kind;
    private final @Nullable StepScope scope;
    private final List<String> after;
    private final Join join;
    private final Duration timeout;
    private final String provider;
    private final List<Guard> prechecks;
    private final List<Guard> guards;
    private final List<Guard> postconditions;
    private final @Nullable ApprovalGate approval;
    private final StepAction<?, ?> action;
    private final Object input;

    private Step(Builder builder, StepAction<?, ?> action, Object input) {
        this.id = builder.id;
        this.title = builder.title;
        this.kind = builder.kind;
        this.scope = builder.scope;
        this.after = List.copyOf(builder.after);
        this.join = builder.join;
        this.timeout = builder.timeout;
        this.provider = builder.provider;
        this.prechecks = List.copyOf(builder.prechecks);
        this.guards = List.copyOf(builder.guards);
        this.postconditions = List.copyOf(builder.postconditions);
        this.approval = builder.approval;
        this.action = action;
        this.input = input;
    }

    /**
     * Describes a step. Defaults: the id as its title, {@link StepKind#REVERSIBLE}, {@link StepScope#SOURCE} unless it
     * is {@link StepKind#PURE}, so that a drill performs what can do harm only where the step says
     * {@link StepScope#COPY}; after no other, all of them joined, a timeout of 6 hours, no guards, no approval.
     *
     * @param id 1 to 63 lower-case letters, digits and single hyphens between them, a letter first; checked when the
     *     playbook is defined
     */
    public static <I, O> Step of(String id, StepAction<I, O> action, I input, Consumer<Builder> more) {
        Builder builder = new Builder(id);
        more.accept(builder);
        return new Step(builder, requireNonNull(action, "action"), requireNonNull(input, "input"));
    }

    /** Returns this step with further settings: what {@code more} sets replaces, what it adds is added. */
    public Step with(Consumer<Builder> more) {
        Builder builder = new Builder(this);
        more.accept(builder);
        return new Step(builder, action, input);
    }

    /** Returns this step after others: a short form of {@code with(step -> step.after(ids))}. */
    public Step after(String... ids) {
        return with(step -> step.after(ids));
    }

    /** Returns the name that other steps, the journal and the report know it by. */
    public String id() {
        return id;
    }

    /** Returns what it does, in a few words. */
    public String title() {
        return title;
    }

    /** Returns what it leaves behind. */
    public StepKind kind() {
        return kind;
    }

    /** Returns what it works on. */
    public StepScope scope() {
        if (scope != null) {
            return scope;
        }
        return kind == StepKind.PURE ? StepScope.COPY : StepScope.SOURCE;
    }

    /** Returns the steps that come before it. */
    public List<String> after() {
        return after;
    }

    /** Returns how many of them must have succeeded. */
    public Join join() {
        return join;
    }

    /** Returns how long it may take; behind that its outcome is indeterminate. */
    public Duration timeout() {
        return timeout;
    }

    /** Returns whose concurrency cap it counts against; empty if none. */
    public Optional<String> provider() {
        return provider.isEmpty() ? Optional.empty() : Optional.of(provider);
    }

    /** Returns what must hold before the run starts at all. */
    public List<Guard> prechecks() {
        return prechecks;
    }

    /** Returns what must hold right before the action. */
    public List<Guard> guards() {
        return guards;
    }

    /** Returns what must hold after the action. */
    public List<Guard> postconditions() {
        return postconditions;
    }

    /** Returns whose consent it waits for. */
    public Optional<ApprovalGate> approval() {
        return Optional.ofNullable(approval);
    }

    /** Returns what it does. */
    public StepAction<?, ?> action() {
        return action;
    }

    /** Returns what the action gets. */
    public Object input() {
        return input;
    }

    @Override
    public String toString() {
        return id + " (" + action.name() + ")";
    }

    /**
     * Collects a step's settings. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final String id;
        private String title;
        private StepKind kind = StepKind.REVERSIBLE;
        private @Nullable StepScope scope;
        private final Set<String> after = new LinkedHashSet<>();
        private Join join = Join.ALL;
        private Duration timeout = Duration.ofHours(6);
        private String provider = "";
        private final List<Guard> prechecks = new ArrayList<>();
        private final List<Guard> guards = new ArrayList<>();
        private final List<Guard> postconditions = new ArrayList<>();
        private @Nullable ApprovalGate approval;

        private Builder(String id) {
            this.id = requireNonNull(id, "id");
            this.title = id;
        }

        private Builder(Step step) {
            this(step.id);
            title = step.title;
            kind = step.kind;
            scope = step.scope;
            after.addAll(step.after);
            join = step.join;
            timeout = step.timeout;
            provider = step.provider;
            prechecks.addAll(step.prechecks);
            guards.addAll(step.guards);
            postconditions.addAll(step.postconditions);
            approval = step.approval;
        }

        /** Sets what the step does, in a few words. */
        public Builder title(String title) {
            this.title = requireNonNull(title, "title");
            return this;
        }

        /** Sets what the step leaves behind. */
        public Builder kind(StepKind kind) {
            this.kind = requireNonNull(kind, "kind");
            return this;
        }

        /** Sets what the step works on, and so whether a drill performs it. */
        public Builder scope(StepScope scope) {
            this.scope = requireNonNull(scope, "scope");
            return this;
        }

        /** Adds steps that come before this one. */
        public Builder after(String... ids) {
            after.addAll(List.of(ids));
            return this;
        }

        /** Sets how many of the steps before it must have succeeded. */
        public Builder join(Join join) {
            this.join = requireNonNull(join, "join");
            return this;
        }

        /** Sets how long the step may take. */
        public Builder timeout(Duration timeout) {
            this.timeout = requireNonNull(timeout, "timeout");
            return this;
        }

        /** Sets whose concurrency cap the step counts against. */
        public Builder provider(String provider) {
            this.provider = requireNonNull(provider, "provider");
            return this;
        }

        /** Adds what must hold before the run starts at all. */
        public Builder precheck(Guard guard) {
            prechecks.add(requireNonNull(guard, "guard"));
            return this;
        }

        /** Adds what must hold right before the action. */
        public Builder guard(Guard guard) {
            guards.add(requireNonNull(guard, "guard"));
            return this;
        }

        /** Adds what must hold after the action. */
        public Builder postcondition(Guard guard) {
            postconditions.add(requireNonNull(guard, "guard"));
            return this;
        }

        /** Makes the step wait for consent. */
        public Builder approval(ApprovalGate approval) {
            this.approval = requireNonNull(approval, "approval");
            return this;
        }
    }
}
