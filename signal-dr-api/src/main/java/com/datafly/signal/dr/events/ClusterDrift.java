package com.datafly.signal.dr.events;

import java.util.List;

/**
 * In what a standby differs from its source: topics, partitions, settings, access rules. Names are compared as the
 * copying software gives them.
 *
 * @since 0.1
 */
public final class ClusterDrift {

    private final List<ClusterDifference> differences;
    private final List<String> notCompared;

    private ClusterDrift(List<ClusterDifference> differences, List<String> notCompared) {
        this.differences = List.copyOf(differences);
        this.notCompared = List.copyOf(notCompared);
    }

    /** Takes copies. */
    public static ClusterDrift of(List<ClusterDifference> differences, List<String> notCompared) {
        return new ClusterDrift(differences, notCompared);
    }

    /** Returns everything that differs, topics first. */
    public List<ClusterDifference> differences() {
        return differences;
    }

    /** Returns what differs though software that copies topics should have seen to it. */
    public List<ClusterDifference> unexpected() {
        return differences.stream()
                .filter(difference -> difference.expected().isEmpty())
                .toList();
    }

    /** Returns what could not be compared, and why: nothing is known of it. */
    public List<String> notCompared() {
        return notCompared;
    }

    /** Tells whether everything was compared and nothing differs. */
    public boolean none() {
        return differences.isEmpty() && notCompared.isEmpty();
    }

    /** Returns a line for each difference and each thing that was not compared. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        differences.forEach(difference -> text.append(difference).append('\n'));
        notCompared.forEach(gap -> text.append("not compared: ").append(gap).append('\n'));
        return text.isEmpty() ? "no difference\n" : text.toString();
    }
}
