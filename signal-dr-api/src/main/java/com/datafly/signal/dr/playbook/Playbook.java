package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.internal.playbook.DefinitionRules;
import com.datafly.signal.dr.internal.playbook.DefinitionText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A recovery as data: steps, what each waits for, and what must hold. Nothing in it names a run, so one definition
 * serves drills and the real thing.
 *
 * <pre>{@code
 * Playbook playbook = Playbook.define("database-failure", p -> p
 *         .loses(FailureDomain.of("host", "db1"))
 *         .step(Steps.recover("recover", RecoveryTarget.latest(), copy -> copy.named("orders-recovered")))
 *         .step(Steps.verify("verify", "recover", verification)));
 * }</pre>
 *
 * <p>Immutable. A run pins the {@link #hash()} of its definition: whatever is changed here makes another playbook.
 *
 * @since 0.1
 */
public final class Playbook {

    /** The resource that {@link Builder#protects} means by the database that the target names. */
    public static final String DATABASE = "database";

    private final String name;
    private final @Nullable String version;
    private final @Nullable RecoveryObjectives objectives;
    private final Set<String> protects;
    private final Set<FailureDomain> loses;
    private final Map<String, Integer> concurrency;
    private final FailurePolicy onFailure;
    private final boolean pausesAtDeadline;
    private final List<Step> steps;
    private final List<Step> order;
    private final Map<String, Step> byId;
    private final String json;
    private final String hash;

    private Playbook(Builder builder) {
        this.name = builder.name;
        this.version = builder.version;
        this.objectives = builder.objectives;
        this.protects = Collections.unmodifiableSet(new LinkedHashSet<>(builder.protects));
        this.loses = Collections.unmodifiableSet(new LinkedHashSet<>(builder.loses));
        this.concurrency = Collections.unmodifiableMap(new LinkedHashMap<>(builder.concurrency));
        this.onFailure = builder.onFailure;
        this.pausesAtDeadline = builder.pausesAtDeadline;
        this.steps = List.copyOf(builder.steps);
        this.order = DefinitionRules.require(name, steps, concurrency);
        this.byId = steps.stream().collect(Collectors.toUnmodifiableMap(Step::id, Function.identity()));
        this.json = DefinitionText.json(this);
        this.hash = DefinitionText.hash(json);
    }

    /**
     * Defines a playbook. Defaults: the objectives of the {@code SignalDr} that plans it; it protects the target's
     * database, loses nothing, caps no concurrency, and {@linkplain FailurePolicy#PAUSE pauses} when a step fails.
     *
     * @param name 1 to 63 lower-case letters, digits and single hyphens between them, a letter first
     * @throws DrException with {@code INVALID_ARGUMENT} if there is no step, an id is bad or taken, a step waits for
     *     one that does not exist or for itself through others, a timeout is not positive, {@link Join#ANY} has fewer
     *     than two steps to choose from, a {@link StepKind#REVERSIBLE} step has an action without undo, or an input or
     *     output could not be kept in a journal, a {@code Secret} above all
     */
    public static Playbook define(String name, Consumer<Builder> more) {
        Builder builder = new Builder(requireNonNull(name, "name"));
        more.accept(builder);
        return new Playbook(builder);
    }

    /** Returns the playbook's name. */
    public String name() {
        return name;
    }

    /** Returns the host's own name of this state of the definition, as in {@code 2025-01}. */
    public Optional<String> version() {
        return Optional.ofNullable(version);
    }

    /** Returns what its runs are graded against; empty if that is the {@code SignalDr}'s affair. */
    public Optional<RecoveryObjectives> objectives() {
        return Optional.ofNullable(objectives);
    }

    /** Returns what no two runs may work on at once: {@link #DATABASE}, or names of the host's own. */
    public Set<String> protects() {
        return protects.isEmpty() ? Set.of(DATABASE) : protects;
    }

    /** Returns what is assumed to be lost when it is run. */
    public Set<FailureDomain> loses() {
        return loses;
    }

    /** Returns how many steps of a provider may be done at once, by provider. */
    public Map<String, Integer> concurrency() {
        return concurrency;
    }

    /** Returns what a run does when a step has failed. */
    public FailurePolicy onFailure() {
        return onFailure;
    }

    /** Tells whether a run pauses when the recovery time objective has gone by. */
    public boolean pausesAtDeadline() {
        return pausesAtDeadline;
    }

    /** Returns the steps in the order of the definition. */
    public List<Step> steps() {
        return steps;
    }

    /** Returns the steps in an order in which each comes after those it waits for. */
    public List<Step> order() {
        return order;
    }

    /** Looks a step up by its id. */
    public Optional<Step> step(String id) {
        return Optional.ofNullable(byId.get(requireNonNull(id, "id")));
    }

    /** Returns the whole definition as JSON, the same on every JVM. */
    public String toJson() {
        return json;
    }

    /** Returns the SHA-256 of {@link #toJson()} in hexadecimal. */
    public String hash() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Playbook playbook && hash.equals(playbook.hash);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return name + " (" + steps.size() + " steps, " + hash.substring(0, 12) + ")";
    }

    /**
     * Collects a definition. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final String name;
        private @Nullable String version;
        private @Nullable RecoveryObjectives objectives;
        private final Set<String> protects = new LinkedHashSet<>();
        private final Set<FailureDomain> loses = new LinkedHashSet<>();
        private final Map<String, Integer> concurrency = new LinkedHashMap<>();
        private FailurePolicy onFailure = FailurePolicy.PAUSE;
        private boolean pausesAtDeadline;
        private final List<Step> steps = new ArrayList<>();

        private Builder(String name) {
            this.name = name;
        }

        /** Names this state of the definition, as in {@code 2025-01}. */
        public Builder version(String version) {
            this.version = requireNonNull(version, "version");
            return this;
        }

        /** Sets what its runs are graded against. */
        public Builder objectives(RecoveryObjectives objectives) {
            this.objectives = requireNonNull(objectives, "objectives");
            return this;
        }

        /**
         * Adds resources that no two runs may work on at once: {@link Playbook#DATABASE}, or names of the host's own.
         */
        public Builder protects(String... resources) {
            protects.addAll(List.of(resources));
            return this;
        }

        /** Adds what is assumed to be lost when it is run: a journal that lies in it is refused. */
        public Builder loses(FailureDomain... domains) {
            loses.addAll(List.of(domains));
            return this;
        }

        /** Sets how many steps of a provider may be done at once. */
        public Builder concurrency(String provider, int max) {
            concurrency.put(requireNonNull(provider, "provider"), max);
            return this;
        }

        /** Sets what a run does when a step has failed. */
        public Builder onFailure(FailurePolicy policy) {
            this.onFailure = requireNonNull(policy, "policy");
            return this;
        }

        /** Lets a run pause when the recovery time objective has gone by; otherwise it goes on and says so. */
        public Builder pauseAtDeadline() {
            this.pausesAtDeadline = true;
            return this;
        }

        /** Adds a step. */
        public Builder step(Step step) {
            steps.add(requireNonNull(step, "step"));
            return this;
        }
    }
}
