package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A pod as the platform tells of it now. What it says of a pod on a dead node is what was true when the node died.
 * Immutable.
 *
 * @since 0.1
 */
public final class Pod {

    private final String name;
    private final String uid;
    private final Phase phase;
    private final Builder values;

    private Pod(String name, String uid, Phase phase, Builder values) {
        this.name = name;
        this.uid = uid;
        this.phase = phase;
        this.values = values;
    }

    /** Describes one; what is not set is absent. */
    public static Pod create(String name, String uid, Phase phase, Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        return new Pod(
                requireNonNull(name, "name"),
                requireNonNull(uid, "uid"),
                requireNonNull(phase, "phase"),
                builder.copy());
    }

    /** Returns its name. */
    public String name() {
        return name;
    }

    /** Returns what no other pod ever has, not even the next one of that name. */
    public String uid() {
        return uid;
    }

    /** Returns how far it has come. That it runs says neither that it is ready nor that its node is alive. */
    public Phase phase() {
        return phase;
    }

    /** Returns what keeps it running; empty for one that nobody keeps, or that something unknown keeps. */
    public Optional<WorkloadId> workload() {
        return Optional.ofNullable(values.workload);
    }

    /** Returns what keeps it running where that is no workload of a known kind; empty for one that nobody keeps. */
    public Optional<ObjectRef> keeper() {
        return Optional.ofNullable(values.keeper);
    }

    /** Returns the revision of the workload's template that it was made from. */
    public Optional<String> revision() {
        return Optional.ofNullable(values.revision);
    }

    /** Returns the node that it was given to. */
    public Optional<String> node() {
        return Optional.ofNullable(values.node);
    }

    /** Tells whether it may be sent work. */
    public boolean ready() {
        return values.ready;
    }

    /** Returns why it is where it is, in the platform's own word, as in {@code Unschedulable} or {@code Evicted}. */
    public Optional<String> reason() {
        return Optional.ofNullable(values.reason);
    }

    /** Returns what the platform says more. */
    public Optional<String> message() {
        return Optional.ofNullable(values.message);
    }

    /** Returns when it was made. */
    public Optional<Instant> createdAt() {
        return Optional.ofNullable(values.createdAt);
    }

    /** Returns by when it should have ended, if somebody wanted it to end. */
    public Optional<Instant> deletionDeadline() {
        return Optional.ofNullable(values.deletionDeadline);
    }

    /** Returns its labels. */
    public Map<String, String> labels() {
        return values.labels;
    }

    /** Returns its annotations. */
    public Map<String, String> annotations() {
        return values.annotations;
    }

    /** Returns its containers, those that run before the others first. */
    public List<ContainerState> containers() {
        return values.containers;
    }

    /**
     * Returns how its containers come to know secrets, also those that were added later for as long as they run. That
     * may be more, or less, than what the template of its workload says now.
     */
    public List<SecretUse> secrets() {
        return values.secrets;
    }

    /** Returns how often its containers were started again, all together. */
    public int restarts() {
        return values.containers.stream().mapToInt(ContainerState::restarts).sum();
    }

    @Override
    public String toString() {
        return name + " " + phase + (values.ready ? ", ready" : ", not ready");
    }

    /** How far a pod has come. */
    public enum Phase {
        /** Not all of its containers were started. */
        PENDING,
        /** It has a node, and its containers were started. */
        RUNNING,
        /** All containers ended well, and none starts again. */
        SUCCEEDED,
        /** All containers ended, one of them badly, and none starts again. */
        FAILED,
        /** The node does not say. */
        UNKNOWN
    }

    /**
     * Collects what is known. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private @Nullable WorkloadId workload;
        private @Nullable ObjectRef keeper;
        private @Nullable String revision;
        private @Nullable String node;
        private boolean ready;
        private @Nullable String reason;
        private @Nullable String message;
        private @Nullable Instant createdAt;
        private @Nullable Instant deletionDeadline;
        private Map<String, String> labels = Map.of();
        private Map<String, String> annotations = Map.of();
        private List<ContainerState> containers = List.of();
        private List<SecretUse> secrets = List.of();

        private Builder() {}

        /** Sets what keeps it running, and from which revision of that it was made. */
        public Builder workload(@Nullable WorkloadId workload, @Nullable String revision) {
            this.workload = workload;
            this.revision = revision;
            return this;
        }

        /** Sets what keeps it running where that is no workload of a known kind. */
        public Builder keeper(@Nullable ObjectRef keeper) {
            this.keeper = keeper;
            return this;
        }

        /** Sets the node that it was given to. */
        public Builder node(@Nullable String node) {
            this.node = node;
            return this;
        }

        /** Sets whether it may be sent work. */
        public Builder ready(boolean ready) {
            this.ready = ready;
            return this;
        }

        /** Sets why it is where it is. */
        public Builder reason(@Nullable String reason, @Nullable String message) {
            this.reason = reason;
            this.message = message;
            return this;
        }

        /** Sets when it was made, and by when it should have ended. */
        public Builder life(@Nullable Instant createdAt, @Nullable Instant deletionDeadline) {
            this.createdAt = createdAt;
            this.deletionDeadline = deletionDeadline;
            return this;
        }

        /** Sets its labels and annotations. */
        public Builder metadata(Map<String, String> labels, Map<String, String> annotations) {
            this.labels = Collections.unmodifiableMap(new TreeMap<>(labels));
            this.annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
            return this;
        }

        /** Sets its containers. */
        public Builder containers(List<ContainerState> containers) {
            this.containers = List.copyOf(containers);
            return this;
        }

        /** Sets how its containers come to know secrets. */
        public Builder secrets(List<SecretUse> secrets) {
            this.secrets = List.copyOf(secrets);
            return this;
        }

        private Builder copy() {
            return new Builder()
                    .workload(workload, revision)
                    .keeper(keeper)
                    .node(node)
                    .ready(ready)
                    .reason(reason, message)
                    .life(createdAt, deletionDeadline)
                    .metadata(labels, annotations)
                    .containers(containers)
                    .secrets(secrets);
        }
    }
}
