package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What became of a marker at one place where it had to come out.
 *
 * @since 0.1
 */
public final class FlowHop {

    private static final Comparator<FlowSighting> BY_TIME = Comparator.comparing(FlowSighting::seenAfter);

    private final FlowProbe.Hop expected;
    private final Verdict verdict;
    private final List<FlowSighting> sightings;
    private final List<String> missing;
    private final String trouble;

    private FlowHop(
            FlowProbe.Hop expected,
            Verdict verdict,
            List<FlowSighting> sightings,
            List<String> missing,
            String trouble) {
        this.expected = requireNonNull(expected, "expected");
        this.verdict = requireNonNull(verdict, "verdict");
        this.sightings = sightings.stream().sorted(BY_TIME).toList();
        this.missing = List.copyOf(missing);
        this.trouble = requireNonNull(trouble, "trouble");
    }

    /**
     * Describes a hop.
     *
     * @param missing the topics that should have shown the marker and did not
     * @param trouble why it could not be looked at, or why the marker did not come; empty if there is nothing to say
     */
    public static FlowHop of(
            FlowProbe.Hop expected,
            Verdict verdict,
            List<FlowSighting> sightings,
            List<String> missing,
            String trouble) {
        return new FlowHop(expected, verdict, sightings, missing, trouble);
    }

    /** Returns the pattern of its topics. */
    public String pattern() {
        return expected.pattern();
    }

    /** Returns whether the marker came out here. */
    public Verdict verdict() {
        return verdict;
    }

    /** Returns the first sighting in each topic, in the order in which they were seen. */
    public List<FlowSighting> sightings() {
        return sightings;
    }

    /** Returns the topics that should have shown the marker and did not. */
    public List<String> missing() {
        return missing;
    }

    /** Returns why it could not be looked at, or why the marker did not come; empty if there is nothing to say. */
    public String trouble() {
        return trouble;
    }

    /**
     * Returns the sighting that completed it: the last of those that were needed, the first where one was enough; empty
     * if it was not completed.
     */
    public Optional<FlowSighting> completion() {
        if (verdict != Verdict.PASSED || sightings.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(sightings.get(expected.every() ? sightings.size() - 1 : 0));
    }

    /** Returns how long it took since {@code before} was complete, by this process's own measure, at least zero. */
    public Optional<Duration> latencySince(FlowHop before) {
        return completion()
                .flatMap(here ->
                        before.completion().map(there -> here.seenAfter().minus(there.seenAfter())))
                .map(latency -> latency.isNegative() ? Duration.ZERO : latency);
    }

    /** Returns how long it took since {@code before} was complete, by the events' own times, whatever they are. */
    public Optional<Duration> stampedLatencySince(FlowHop before) {
        return completion()
                .flatMap(FlowSighting::stampedAfter)
                .flatMap(here ->
                        before.completion().flatMap(FlowSighting::stampedAfter).map(here::minus));
    }

    @Override
    public String toString() {
        String seen = completion()
                .map(sighting -> " after " + sighting.seenAfter().toMillis() + " ms")
                .orElse("");
        String absent = missing.isEmpty() ? "" : ", missing in " + String.join(", ", missing);
        return expected + ": " + verdict + seen + absent + (trouble.isEmpty() ? "" : ", " + trouble);
    }
}
