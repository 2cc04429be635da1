package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What keeps pods running, as it was when somebody looked. Immutable.
 *
 * @since 0.1
 */
public final class Workload {

    private final WorkloadId id;
    private final String version;
    private final RolloutState rollout;
    private final LabelSelector selector;
    private final Map<String, String> labels;
    private final Map<String, String> annotations;
    private final Map<String, String> templateLabels;
    private final Map<String, String> templateAnnotations;
    private final List<ContainerSpec> containers;
    private final List<SecretUse> secrets;
    private final int firstOrdinal;

    private Workload(Builder builder) {
        this.id = builder.id;
        this.version = builder.version;
        this.rollout = builder.rollout;
        this.selector = builder.selector;
        this.labels = frozen(builder.labels);
        this.annotations = frozen(builder.annotations);
        this.templateLabels = frozen(builder.templateLabels);
        this.templateAnnotations = frozen(builder.templateAnnotations);
        this.containers = List.copyOf(builder.containers);
        this.secrets = List.copyOf(builder.secrets);
        this.firstOrdinal = builder.firstOrdinal;
    }

    /**
     * Describes one.
     *
     * @param version the platform's own token of this state
     */
    public static Workload create(WorkloadId id, String version, RolloutState rollout, Consumer<Builder> more) {
        Builder builder = new Builder(
                requireNonNull(id, "id"), requireNonNull(version, "version"), requireNonNull(rollout, "rollout"));
        more.accept(builder);
        return new Workload(builder);
    }

    private static Map<String, String> frozen(Map<String, String> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }

    /** Returns what it is called. */
    public WorkloadId id() {
        return id;
    }

    /** Returns an opaque token that changes with every change of it, its status included. */
    public String version() {
        return version;
    }

    /** Returns how far its pods have the newest template. */
    public RolloutState rollout() {
        return rollout;
    }

    /** Returns which pods it takes for its own. */
    public LabelSelector selector() {
        return selector;
    }

    /** Returns its labels. */
    public Map<String, String> labels() {
        return labels;
    }

    /** Returns its annotations. */
    public Map<String, String> annotations() {
        return annotations;
    }

    /** Returns the labels that its pods get. */
    public Map<String, String> templateLabels() {
        return templateLabels;
    }

    /** Returns the annotations that its pods get. */
    public Map<String, String> templateAnnotations() {
        return templateAnnotations;
    }

    /** Returns the containers that its pods get. */
    public List<ContainerSpec> containers() {
        return containers;
    }

    /** Returns how its pods come to know secrets. */
    public List<SecretUse> secrets() {
        return secrets;
    }

    /** Returns the lowest ordinal of a StatefulSet's pods; 0 of other kinds. */
    public int firstOrdinal() {
        return firstOrdinal;
    }

    @Override
    public String toString() {
        return id + " (" + rollout + ")";
    }

    /**
     * Collects what is known. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final WorkloadId id;
        private final String version;
        private final RolloutState rollout;
        private LabelSelector selector = LabelSelector.of(Map.of());
        private Map<String, String> labels = Map.of();
        private Map<String, String> annotations = Map.of();
        private Map<String, String> templateLabels = Map.of();
        private Map<String, String> templateAnnotations = Map.of();
        private List<ContainerSpec> containers = List.of();
        private List<SecretUse> secrets = List.of();
        private int firstOrdinal;

        private Builder(WorkloadId id, String version, RolloutState rollout) {
            this.id = id;
            this.version = version;
            this.rollout = rollout;
        }

        /** Sets which pods it takes for its own. */
        public Builder selector(LabelSelector selector) {
            this.selector = requireNonNull(selector, "selector");
            return this;
        }

        /** Sets its own labels and annotations. */
        public Builder metadata(Map<String, String> labels, Map<String, String> annotations) {
            this.labels = requireNonNull(labels, "labels");
            this.annotations = requireNonNull(annotations, "annotations");
            return this;
        }

        /** Sets the labels and annotations that its pods get. */
        public Builder template(Map<String, String> labels, Map<String, String> annotations) {
            this.templateLabels = requireNonNull(labels, "labels");
            this.templateAnnotations = requireNonNull(annotations, "annotations");
            return this;
        }

        /** Sets the containers that its pods get. */
        public Builder containers(List<ContainerSpec> containers) {
            this.containers = requireNonNull(containers, "containers");
            return this;
        }

        /** Sets how its pods come to know secrets. */
        public Builder secrets(List<SecretUse> secrets) {
            this.secrets = requireNonNull(secrets, "secrets");
            return this;
        }

        /** Sets the lowest ordinal of its pods; 0 unless told. */
        public Builder firstOrdinal(int firstOrdinal) {
            this.firstOrdinal = firstOrdinal;
            return this;
        }
    }
}
