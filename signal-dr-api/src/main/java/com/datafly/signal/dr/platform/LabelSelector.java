package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Chooses pods by their labels, as the platform does. Immutable.
 *
 * @since 0.1
 */
public final class LabelSelector {

    private final Map<String, String> labels;
    private final List<Requirement> requirements;

    private LabelSelector(Map<String, String> labels, List<Requirement> requirements) {
        this.labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        this.requirements = List.copyOf(requirements);
    }

    /** Chooses what has all of these labels and meets all of these requirements; what none are given for, all. */
    public static LabelSelector of(Map<String, String> labels, List<Requirement> requirements) {
        return new LabelSelector(labels, requirements);
    }

    /** Chooses what has all of these labels. */
    public static LabelSelector of(Map<String, String> labels) {
        return new LabelSelector(labels, List.of());
    }

    /** Returns the labels that are wanted. */
    public Map<String, String> labels() {
        return labels;
    }

    /** Returns what else is required. */
    public List<Requirement> requirements() {
        return requirements;
    }

    /** Tells whether it chooses everything. */
    public boolean choosesAll() {
        return labels.isEmpty() && requirements.isEmpty();
    }

    /** Tells whether it chooses something with these labels. */
    public boolean chooses(Map<String, String> candidate) {
        return candidate.entrySet().containsAll(labels.entrySet())
                && requirements.stream().allMatch(requirement -> requirement.met(candidate));
    }

    @Override
    public String toString() {
        return labels + (requirements.isEmpty() ? "" : " " + requirements);
    }

    /** How a requirement compares. */
    public enum Operator {
        /** The label has one of the values. */
        IN,
        /** The label has none of the values, or is not there. */
        NOT_IN,
        /** The label is there. */
        EXISTS,
        /** The label is not there. */
        DOES_NOT_EXIST
    }

    /**
     * Something that a label has to meet.
     *
     * @param key the label
     * @param operator how it is compared
     * @param values with what, where it is compared with something
     */
    public record Requirement(String key, Operator operator, Set<String> values) {

        /** Takes a copy. */
        public Requirement {
            requireNonNull(key, "key");
            requireNonNull(operator, "operator");
            values = Set.copyOf(values);
        }

        boolean met(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
            };
        }
    }
}
