package com.datafly.signal.dr.internal.events.flow;

import com.datafly.signal.dr.events.FlowHop;
import com.datafly.signal.dr.events.FlowProbe;
import com.datafly.signal.dr.events.FlowSighting;
import com.datafly.signal.dr.internal.events.retention.TopicPattern;
import com.datafly.signal.dr.verify.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is known of one hop while a marker is awaited. */
final class FlowHopState {

    private final FlowProbe.Hop expected;
    private final Set<String> topics = new TreeSet<>();
    private final Map<String, FlowSighting> sightings = new TreeMap<>();
    private final Set<String> troubles = new LinkedHashSet<>();

    FlowHopState(FlowProbe.Hop expected) {
        this.expected = expected;
    }

    boolean matches(String topic) {
        return !TopicPattern.reserved(topic) && TopicPattern.matches(expected.pattern(), topic);
    }

    /** Takes the topics that there are now; what was seen in one that is gone counts. */
    void topics(Collection<String> present) {
        topics.clear();
        present.stream().filter(this::matches).forEach(topics::add);
    }

    void seen(FlowSighting sighting) {
        if (matches(sighting.partition().topic())) {
            sightings.putIfAbsent(sighting.partition().topic(), sighting);
        }
    }

    /** Notes why a topic could not be read, or not wholly. */
    void trouble(String topic, String problem) {
        if (matches(topic)) {
            troubles.add(problem);
        }
    }

    boolean isSeen() {
        return !sightings.isEmpty();
    }

    boolean isComplete() {
        return isSeen() && (!expected.every() || sightings.keySet().containsAll(topics));
    }

    /**
     * Describes it.
     *
     * @param entered whether the marker surely was put in, so that it should have come out
     * @param doubt why nothing can be said of what was not seen; empty if there is no reason
     */
    FlowHop report(boolean entered, String doubt) {
        Verdict verdict = verdict(entered, doubt);
        List<String> missing = new ArrayList<>(topics);
        missing.removeAll(sightings.keySet());
        Set<String> reasons = new LinkedHashSet<>(troubles);
        if (!doubt.isEmpty()) {
            reasons.add(doubt);
        }
        if (topics.isEmpty() && !isSeen()) {
            reasons.add("no topic matches");
        }
        boolean passed = verdict == Verdict.PASSED;
        return FlowHop.of(
                expected,
                verdict,
                List.copyOf(sightings.values()),
                passed ? List.of() : missing,
                passed ? "" : String.join("; ", reasons));
    }

    private Verdict verdict(boolean entered, String doubt) {
        if (isComplete()) {
            return Verdict.PASSED;
        }
        return entered && troubles.isEmpty() && doubt.isEmpty() ? Verdict.FAILED : Verdict.UNPROVEN;
    }
}
